"""From Python values to the text of a request: strictly, so that nothing changes its meaning on the way.

``json.dumps`` alone would turn a key ``1`` into ``"1"``, write ``NaN``, and pass lone surrogates on.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Union

from ._record import Record
from .errors import AssumableError, error

__all__ = ["DOCUMENT", "MAX_REQUEST", "Shape", "document", "encode"]


class _Document:
    """A document: a text or its bytes, whose places are told, or a mapping, which goes into the request as it is."""


DOCUMENT: Final = _Document()

# Where in a value documents are: nowhere; here; in each element of a list; here or in each element; by member.
Shape = Union[None, _Document, "list[Any]", "tuple[Any]", "dict[str, Any]"]

# As deep and as much as the core reads; cyclic values end here too.
_MAX_DEPTH = 64
# Fewer than the fewest digits to which Python can be limited.
_FEW_BITS = 2_000
MAX_REQUEST: Final = 16 * 1024 * 1024


class _Refused(Exception):
    """An error on its way up, gathering the steps of its JSON pointer."""

    def __init__(self, code: str, message: str, document: bool = False, **members: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.members = code, message, members
        # Whether it is about the bytes of a document, and not about a value of the request.
        self.document = document
        self.steps: list[str] = []

    def pointer(self) -> str:
        steps = (step.replace("~", "~0").replace("/", "~1") for step in reversed(self.steps))
        return "".join("/" + step for step in steps)

    def as_error(self) -> AssumableError:
        where = {"document" if self.document else "path": self.pointer()}
        return error(self.code, self.message, **{**self.members, **where})


def encode(request: Mapping[str, Any], shape: Shape = None) -> str:
    """The text of ``request``, whose documents are where ``shape`` says."""
    if _is_exact(request, 0):
        try:
            text = _dump(request)
            if not text.isascii():
                text.encode()
        except ValueError:  # a number or half of a surrogate pair that JSON cannot hold: told below, with its place
            pass
        else:
            return text
    try:
        return _dump(_plain(request, shape, 0))
    except _Refused as refused:
        raise refused.as_error() from None


def document(value: Any, name: str) -> tuple[str, bool]:
    """One document, called ``name`` where it is refused: its own text, or ``True`` and the JSON of a value without one."""
    try:
        plain = _step(value, DOCUMENT, 0, name)
    except _Refused as refused:
        raise refused.as_error() from None
    return (plain, False) if isinstance(plain, str) else (_dump(plain), True)


def _dump(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))


# What `json.dumps` writes as it is, or refuses; none of the subclasses, which may do anything.
_NAMES: Final = frozenset((str,))
_SCALARS: Final = frozenset((str, int, float, bool, type(None)))


def _is_exact(value: Any, depth: int) -> bool:
    """Whether ``value`` holds nothing but the built-in types of JSON, so that it can be written without a copy."""
    kind = type(value)
    if kind is dict:
        if not _NAMES.issuperset(map(type, value)):
            return False
        value = value.values()
    elif kind is not list and kind is not tuple:
        return kind in _SCALARS
    if depth == _MAX_DEPTH:
        return False
    if _SCALARS.issuperset(map(type, value)):
        return True
    return all(_is_exact(item, depth + 1) for item in value)


def _plain(value: Any, shape: Shape, depth: int) -> Any:
    """``value`` in what JSON has: a copy without subclasses, dataclasses and bytes of documents."""
    if isinstance(value, str):
        return _text(value)
    if value is None or value is True or value is False:
        return value
    # The methods of the built-in types, and never those of a subclass, which may do anything.
    if isinstance(value, int):
        return _integer(int.__int__(value))
    if isinstance(value, float):
        number = float.__float__(value)
        if not math.isfinite(number):
            help = "leave the member out, or pass text"
            raise _Refused("NOT_ENCODABLE", "a number must be finite", found=repr(number), help=help)
        return number
    if depth == _MAX_DEPTH:
        raise _Refused(
            "JSON_TOO_DEEP",
            f"the document nests deeper than {_MAX_DEPTH} levels",
            help="flatten the document: no policy or payload nests so deeply",
        )
    if isinstance(shape, tuple):
        if isinstance(value, (list, tuple)):
            shape = list(shape)
        while isinstance(shape, tuple):
            shape = shape[0]
    if shape is DOCUMENT:
        if isinstance(value, (bytes, bytearray, memoryview)):
            return _utf8(bytes(value))
        if isinstance(value, os.PathLike) or hasattr(value, "read"):
            found = type(value).__qualname__
            raise _Refused("NOT_ENCODABLE", "a file is not a document", found=found, help="pass its text or its bytes")
        shape = None
    if isinstance(value, Mapping):
        return _members(value.items(), shape, depth + 1)
    if isinstance(value, (list, tuple)):
        element = shape[0] if isinstance(shape, list) else None
        return [_step(item, element, depth + 1, index) for index, item in enumerate(value)]
    if isinstance(value, Record) or hasattr(type(value), "__dataclass_fields__"):
        return _members(_fields(value), shape, depth + 1)
    raise _Refused(
        "NOT_ENCODABLE",
        "no JSON text can stand for this value",
        found=type(value).__qualname__,
        help="use text, numbers, true, false, null, lists and mappings with text keys",
    )


def _members(items: Any, shape: Shape, depth: int) -> dict[str, Any]:
    inner = shape if isinstance(shape, dict) else {}
    plain: dict[str, Any] = {}
    for name, value in items:
        if not isinstance(name, str):
            raise _Refused(
                "NOT_ENCODABLE",
                "the name of a member must be text",
                found=_shown(name),
                help="write the name as text",
            )
        own = _text(name)
        if own in plain:
            # A parser that keeps either one hides the other from the reader.
            raise _Refused(
                "JSON_DUPLICATE_MEMBER",
                f"the member `{own[:120]}` is named twice in one object",
                help="keep one of the two",
            )
        plain[own] = _step(value, inner.get(own), depth, own)
    return plain


def _shown(name: Any) -> str:
    """A name that is no text, as far as it can be shown without asking it."""
    plain = name is None or type(name) in (bool, int, float, bytes)
    try:
        return repr(name)[:120] if plain else type(name).__qualname__
    except ValueError:  # more digits than Python turns into text
        return "int"


def _integer(value: int) -> int:
    """An integer that can be written: Python turns none of many thousand digits into text."""
    if value.bit_length() > _FEW_BITS:
        try:
            repr(value)
        except ValueError:
            raise _Refused(
                "NOT_ENCODABLE",
                "the number has more digits than Python writes",
                found=f"an integer of {value.bit_length()} bits",
                help="pass its digits as text",
            ) from None
    return value


def _step(value: Any, shape: Shape, depth: int, step: str | int) -> Any:
    try:
        return _plain(value, shape, depth)
    except _Refused as refused:
        refused.steps.append(str(step))
        raise


def _text(value: str) -> str:
    # A subclass is read by the methods of `str`: its own may do anything.
    text = value if type(value) is str else str.__str__(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as fault:
            raise _Refused(
                "NOT_ENCODABLE",
                "the text holds half of a surrogate pair",
                found=f"\\u{ord(text[fault.start]):04x}",
                help="decode the text from its bytes without `surrogateescape`",
            ) from None
    return text


def _utf8(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as fault:
        good = value[: fault.start].decode("utf-8")
        raise _Refused(
            "NOT_UTF8",
            "the text is not UTF-8",
            document=True,
            offset=len(good),
            line=good.count("\n") + 1,
            column=len(good) - good.rfind("\n"),
            help="save it as UTF-8",
        ) from None


@cache
def _names(kind: Any) -> tuple[tuple[str, bool], ...]:
    """The members of a value of the contract or of a dataclass, and whether ``None`` says that one is left out."""
    if issubclass(kind, Record):
        return tuple((name, getattr(kind, name, None) is None) for name in kind._names)
    from dataclasses import MISSING, fields

    return tuple((field.name, field.default is None or field.default is MISSING) for field in fields(kind))


def _fields(value: Any) -> list[tuple[str, Any]]:
    kind: type = type(value)
    members = ((name, getattr(value, name), leave) for name, leave in _names(kind))
    return [(name, member) for name, member, leave in members if member is not None or not leave]
