"""Refused input, as exceptions.

Every error is an :class:`AssumableError`; the subclasses tell areas apart. A denial is never an error: it is an answer.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ArnError",
    "AssumableError",
    "ClaimError",
    "ExpressionError",
    "ImageError",
    "InternalError",
    "JsonError",
    "KnowledgeError",
    "NamingError",
    "PatternError",
    "PolicyError",
    "RequestError",
    "RulesError",
    "WorkflowError",
    "YamlError",
]


class AssumableError(ValueError):
    """Why input was refused; ``str()`` gives the message, the place and what to do, and ``message`` the message only."""

    #: Stable code, upper case, the same in every language.
    code: str
    #: One sentence, the same bytes in every language.
    message: str
    #: JSON pointer to the part at fault, within ``document`` where that is set and in the request otherwise.
    path: str
    #: JSON pointer to the text in the request that ``path`` and the place are within.
    document: str | None
    #: Characters before the fault, from 0.
    offset: int | None
    #: Line of the fault, from 1.
    line: int | None
    #: Column of the fault in characters, from 1.
    column: int | None
    #: The text at fault.
    found: str | None
    #: What to do.
    help: str

    def __init__(
        self,
        code: str,
        message: str,
        path: str = "",
        document: str | None = None,
        offset: int | None = None,
        line: int | None = None,
        column: int | None = None,
        found: str | None = None,
        help: str = "",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.document = document
        self.offset = offset
        self.line = line
        self.column = column
        self.found = found
        self.help = help

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {name}: {text}" for name, text in self._details() if text)])

    def _details(self) -> tuple[tuple[str, str | None], ...]:
        """What a person needs besides the message."""
        where = [part for part in (self.document, self.path) if part]
        if self.line is not None:
            where.append(f"line {self.line}, column {self.column}")
        return ("code", self.code), ("at", ", ".join(where)), ("help", self.help)

    def __reduce__(self) -> tuple[Any, ...]:
        place = (self.document, self.offset, self.line, self.column)
        return type(self), (self.code, self.message, self.path, *place, self.found, self.help)


class JsonError(AssumableError):
    """A text is not the JSON that it should be."""


class YamlError(AssumableError):
    """A text is not the YAML that it should be."""


class HclError(AssumableError):
    """A text is not HCL, the language of Terraform."""


class RequestError(AssumableError):
    """A request is not as documented."""


class PolicyError(AssumableError):
    """A policy document breaks the policy grammar."""


class ArnError(AssumableError):
    """An ARN is malformed."""


class ImageError(AssumableError):
    """An image reference, or one of its parts, is malformed."""


class ClaimError(AssumableError):
    """A claim, subject or token is malformed."""


class NamingError(AssumableError):
    """A GitHub or git name (owner, repository, ref, …) is malformed."""


class PatternError(AssumableError):
    """A filter pattern is malformed."""


class WorkflowError(AssumableError):
    """GitHub does not accept a workflow file."""


class ExpressionError(AssumableError):
    """GitHub does not read an expression."""


class RulesError(AssumableError):
    """A naming-rules document breaks its grammar."""


class KnowledgeError(AssumableError):
    """Tables of facts cannot be replaced, or not by this document."""


class InternalError(AssumableError):
    """A defect of this library: the request has no answer."""


CLASSES: dict[str, type[AssumableError]] = {
    "JSON_SYNTAX": JsonError,
    "JSON_DUPLICATE_MEMBER": JsonError,
    "JSON_TOO_DEEP": JsonError,
    "JSON_LONE_SURROGATE": JsonError,
    "JSON_NUL": JsonError,
    "YAML_SYNTAX": YamlError,
    "HCL_SYNTAX": HclError,
    "NOT_UTF8": JsonError,
    "TOO_LARGE": RequestError,
    "TOO_COSTLY": RequestError,
    "ANSWER_TOO_LARGE": RequestError,
    "NOT_LOADED": RequestError,
    "UNKNOWN_OPERATION": RequestError,
    "UNKNOWN_FIELD": RequestError,
    "MISSING_FIELD": RequestError,
    "WRONG_TYPE": RequestError,
    "INVALID_VALUE": RequestError,
    "NOT_ENCODABLE": RequestError,
    "POLICY_INVALID": PolicyError,
    "POLICY_OVER_QUOTA": PolicyError,
    "ARN_INVALID": ArnError,
    "IMAGE_INVALID": ImageError,
    "CLAIM_INVALID": ClaimError,
    "CLAIM_UNKNOWN": ClaimError,
    "INTENT_OPEN": PolicyError,
    "INTENT_EMPTY": PolicyError,
    "INTENT_UNSAYABLE": PolicyError,
    "ID_MISSING": ClaimError,
    "NAME_INVALID": NamingError,
    "PATTERN_INVALID": PatternError,
    "RULES_INVALID": RulesError,
    "WORKFLOW_INVALID": WorkflowError,
    "EXPRESSION_INVALID": ExpressionError,
    "WRONG_DOCUMENT": RequestError,
    "PLACEHOLDER_UNFILLED": RequestError,
    "KNOWLEDGE_FORM": KnowledgeError,
    "KNOWLEDGE_TABLE": KnowledgeError,
    "KNOWLEDGE_HASH": KnowledgeError,
    "KNOWLEDGE_IN_USE": KnowledgeError,
    "KNOWLEDGE_REPLACED": KnowledgeError,
    "INTERNAL": InternalError,
}


def error(code: str, message: str, **members: Any) -> AssumableError:
    """The error of the class that stands for ``code``."""
    return CLASSES.get(code, AssumableError)(code, message, **members)
