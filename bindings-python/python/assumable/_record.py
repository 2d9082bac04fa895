"""What every value of the contract is, and can do beside holding its members."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from dataclasses import Field

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        """Of use to type checkers only, which know it from `typing_extensions`."""
        return lambda kind: kind


__all__ = ["Record", "made"]


class _OfDataclass:
    """What a dataclass of the same members has under a name: made when it is asked for, not when the package is imported."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return getattr(_as_dataclass(owner), self._name)


class _Signature:
    """How a value is made, for `help` and editors."""

    def __get__(self, instance: object, owner: type) -> Any:
        import inspect

        return inspect.signature(_as_dataclass(owner))


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """A value of the contract, made of named members; it cannot be changed. A member that is absent is ``None``.

    It is used as a frozen dataclass is: `dataclasses.fields`, `asdict` and `replace` take it. Making some hundred real
    dataclasses would take most of the time that it takes to import the package.
    """

    __match_args__ = ()
    if TYPE_CHECKING:
        #: The names of the members, in order; as a set; and those that have no default.
        _names: ClassVar[tuple[str, ...]]
        _known: ClassVar[frozenset[str]]
        _required: ClassVar[frozenset[str]]
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        _names = ()
        __dataclass_fields__ = _OfDataclass("__dataclass_fields__")
        __dataclass_params__ = _OfDataclass("__dataclass_params__")
        __signature__ = _Signature()

        def __init_subclass__(cls) -> None:
            cls._names = tuple(dict.fromkeys((*cls._names, *cls.__annotations__)))
            cls._known = frozenset(cls._names)
            cls._required = frozenset(name for name in cls._names if not hasattr(cls, name))

        def __init__(self, /, **members: Any) -> None:
            _check(type(self), members)
            object.__setattr__(self, "__dict__", members)

        def __setattr__(self, name: str, value: object) -> None:
            _refuse(f"cannot assign to field {name!r}")

        def __delattr__(self, name: str) -> None:
            _refuse(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))

    def __replace__(self, /, **changes: Any) -> Self:
        """A copy with other members, for `copy.replace`."""
        return type(self)(**{**self.__dict__, **changes})

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


R = TypeVar("R", bound=Record)


def made(kind: type[R], members: dict[str, Any]) -> R:
    """A value of ``members``, which it takes as its own; raises `TypeError` where one is missing or unknown."""
    _check(kind, members)
    record = object.__new__(kind)
    object.__setattr__(record, "__dict__", members)
    return record


def _check(kind: type[Record], members: dict[str, Any]) -> None:
    if kind._required <= members.keys() <= kind._known:
        return
    for name in members:
        if name not in kind._known:
            raise TypeError(f"{kind.__name__}() got an unexpected keyword argument {name!r}")
    missing = next(name for name in kind._names if name in kind._required and name not in members)
    raise TypeError(f"{kind.__name__}() misses the keyword argument {missing!r}")


@cache
def _as_dataclass(kind: Any) -> type:
    from dataclasses import field, make_dataclass

    # The types are texts, as `from __future__ import annotations` leaves them.
    types = {name: text for base in reversed(kind.__mro__) for name, text in base.__dict__.get("__annotations__", {}).items()}
    defaults = {name: getattr(kind, name) for name in kind._names if hasattr(kind, name)}
    members = [(name, types[name], field(default=defaults[name]) if name in defaults else field()) for name in kind._names]
    return make_dataclass(kind.__name__, members, kw_only=True, frozen=True)


def _refuse(message: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(message)


def _values(record: Record) -> tuple[Any, ...]:
    return tuple([getattr(record, name) for name in record._names])


def _members(record: Record) -> Iterator[tuple[str, Any]]:
    for name in record._names:
        value = getattr(record, name)
        if value is not None:
            yield name, value


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
