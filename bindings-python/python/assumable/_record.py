"""What every value of the contract can do beside holding its members."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

__all__ = ["Record"]


class Record:
    """A value of the contract: a frozen dataclass that turns into plain values and JSON, and shows what it has."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Its members in plain values, named as in the contract; what is absent is left out."""
        return {name: _plain(value) for name, value in _members(self)}

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Its members for ``rich``: what is absent or empty is left out."""
        return ((name, value) for name, value in _members(self) if value not in ((), "", {}))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"


def _members(record: Record) -> Iterator[tuple[str, Any]]:
    # Every value of the contract is a dataclass; only this base is none.
    for field in fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if value is not None:
            yield field.name, value


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
