"""Many roles at once, and tables of tokens of whatever engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from . import _native
from ._decode import open_envelope
from ._encode import encode
from ._generated import TrustReport, _trust_report


class ArrowTable(Protocol):
    """A table that other libraries can read: of pyarrow, Polars, DuckDB, DataFusion, pandas, …"""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream of Arrow's C interface."""


class RoleAnswers:
    """The roles that let tokens in or may, as a table; it is read once, and worked out as it is read.

    ========== ======= ===============================================================
    column     type    what it holds
    ========== ======= ===============================================================
    `token`    uint64  the row of the token, from 0
    `role`     uint32  the row of the role, from 0
    `verdict`  text    `allowed` or `undetermined`; roles that deny have no row
    `reason`   text    `allow` or `open`
    ========== ======= ===============================================================
    """

    __slots__ = ("_answers",)

    def __init__(self, answers: _native.Answers) -> None:
        self._answers = answers

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream of Arrow's C interface, for `pyarrow.table`, `polars.DataFrame` and others."""
        return self._answers.__arrow_c_stream__(requested_schema)


class RoleSet:
    """The roles of an organisation, compiled once with an index; immutable, for any thread, and picklable.

    A token is put only to the roles that it may get into, and the answers are remembered for tokens that differ only in
    claims that no role tests. They are the same as those of :class:`TrustPolicy`, role by role.
    """

    __slots__ = ("_partial", "_set", "columns")

    columns: tuple[str, ...]
    """The names of the claims that can change an answer, in lower case: no other columns of a table are read."""

    def __init__(
        self,
        roles: ArrowTable | Sequence[tuple[str, str]],
        *,
        claims_scope: Literal["token", "partial"] = "token",
    ) -> None:
        """Compiles the roles.

        Args:
            roles: A table with the columns `role_arn` and `policy`, both texts, or pairs of these.
            claims_scope: What a null in a table of tokens means: the claim is not in the token (`token`), or it is not known
                (`partial`), as with rows of CloudTrail.

        Raises:
            AssumableError: A role is malformed; the path names its row and its column.
            TypeError: `roles` is no table.
        """
        if claims_scope not in ("token", "partial"):
            raise ValueError(f"claims_scope is `token` or `partial`, not {claims_scope!r}")
        self._partial = claims_scope == "partial"
        self._set = _native.RoleSet(roles, self._partial)
        open_envelope(self._set.opened(), lambda value: value)
        self.columns = tuple(self._set.columns())

    def __len__(self) -> int:
        return len(self._set)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._set.rows(), "partial" if self._partial else "token")

    def check(self, tokens: ArrowTable) -> RoleAnswers:
        """Asks every role about every token of a table, whose columns are claims.

        Columns of other names are not read. A column of claims is of texts, plain or as a dictionary; a null is a claim that
        the token lacks, or that is not known.

        Raises:
            AssumableError: A column is not of texts, or stands there twice. What is wrong with a row stops the stream there,
                as an error of the engine that reads it, with code, row and column.
            TypeError: `tokens` is no table.
        """
        answers = self._set.check(tokens)
        open_envelope(answers.opened(), lambda value: value)
        return RoleAnswers(answers)

    def explain(self, role: int, claims: Mapping[str, Any]) -> TrustReport:
        """Why a role lets a token in or not: the report that :func:`check_trust` gives.

        Args:
            role: The row of the role, from 0.
            claims: The claims of the token.
        """
        if role < 0:
            raise ValueError(f"a row is counted from 0, and {role} is none")
        return open_envelope(self._set.explain(role, encode(dict(claims), {})), _trust_report)


def _again(rows: Sequence[tuple[str, str]], claims_scope: Literal["token", "partial"]) -> RoleSet:
    return RoleSet(rows, claims_scope=claims_scope)
