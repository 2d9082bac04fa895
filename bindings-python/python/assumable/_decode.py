"""From the envelope of an answer to values, or to the error that it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from . import _native
from ._encode import MAX_REQUEST, Shape, document, encode
from .errors import AssumableError, error

__all__ = ["Handle", "ask", "open_envelope"]

T = TypeVar("T")


def open_envelope(text: str, decode: Callable[[Any], T]) -> T:
    """The answer in an envelope; raises the error if it holds one."""
    try:
        envelope = json.loads(text)
    except ValueError:  # a number with more digits than Python turns into an integer
        envelope = json.loads(text, parse_int=float)
    if "error" in envelope:
        raise _told(envelope["error"])
    try:
        return decode(envelope["ok"])
    except (KeyError, TypeError) as fault:  # an answer of another version than this surface
        help = "install the package again: its parts are of different versions"
        raise error("INTERNAL", "the answer is not as this version documents it", found=str(fault), help=help) from fault


def _told(members: dict[str, Any]) -> AssumableError:
    if "document" not in members:
        # A place outside any document is one in the request's text, which the caller never saw.
        members = {name: value for name, value in members.items() if name not in ("offset", "line", "column")}
    return error(**members)


def ask(operation: str, request: dict[str, Any], shape: Shape, decode: Callable[[Any], T]) -> T:
    """Runs one operation."""
    return open_envelope(_native.answer(operation, encode(request, shape)), decode)


class Handle:
    """A document compiled once and asked often; immutable, for any thread."""

    __slots__ = ("_arguments", "_handle")

    def __init__(self, name: str, source: Any) -> None:
        text, is_value = document(source, name)
        self._arguments = (json.loads(text) if is_value else text,)
        self._handle = _native.Handle(type(self).__name__, text, is_value)
        open_envelope(self._handle.opened(), lambda value: value)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._arguments

    def _ask(self, method: str, request: dict[str, Any], shape: Shape, decode: Callable[[Any], T]) -> T:
        return open_envelope(self._handle.answer(method, encode(request, shape)), decode)

    def _ask_many(
        self,
        method: str,
        request: dict[str, Any],
        shape: Shape,
        decode: Callable[[Any], T],
        cut: str,
        joined: str,
    ) -> T:
        """As ``_ask``, cut along the list ``cut`` where one request would be too large; ``joined`` is put together."""
        if isinstance(request[cut], (str, bytes, Mapping)) or not isinstance(request[cut], Iterable):
            return self._ask(method, request, shape, decode)
        items = list(request[cut])
        parts: list[Any] = []
        start, size = 0, _BATCH
        while start < len(items) or not parts:
            chunk = items[start : start + size]
            try:
                text = encode({**request, cut: chunk}, shape)
                if (len(text) if text.isascii() else len(text.encode())) > MAX_REQUEST and len(chunk) > 1:
                    size = len(chunk) // 2
                    continue
                parts.append(open_envelope(self._handle.answer(method, text), lambda value: value))
            except AssumableError as fault:
                if fault.code == "ANSWER_TOO_LARGE" and len(chunk) > 1:
                    size = len(chunk) // 2
                    continue
                fault.path = _moved(fault.path, cut, start)
                if fault.document is not None:
                    fault.document = _moved(fault.document, cut, start)
                raise
            start += len(chunk)
        return decode({joined: [item for part in parts for item in part[joined]]})


# As many as one request holds; more go in several, so that neither side holds all of a large batch as text.
_BATCH = 4096


def _moved(pointer: str, cut: str, start: int) -> str:
    """A pointer into one request of several, as a pointer into the whole list."""
    steps = pointer.split("/")
    if len(steps) > 2 and steps[1] == cut and steps[2].isdigit():
        steps[2] = str(int(steps[2]) + start)
    return "/".join(steps)
