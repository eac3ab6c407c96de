"""Frozen values as plain JSON and back, exactly: what crosses from a child process, and what the cache keeps.

JSON and not pickle, because neither a child that opened a hostile file nor a file on disk may run code here. A
dataclass becomes the list of its fields. The name of the file is left out and given again on the way back: equal bytes
under another name are the same reading.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from targets.kinds.catalogue import names
from targets.kinds.finding import Kind

_Value = TypeVar("_Value")
Encode = Callable[[Any], Any]
Decode = Callable[[Any, str], Any]


def to_plain(value: object) -> Any:
    """A dataclass as lists, texts and numbers that ``json`` can write."""
    kind: Any = type(value)
    return _codec(kind)[0](value)


def from_plain(kind: type[_Value], data: object, file: str) -> _Value:
    """The value again, every ``file`` in it being ``file``. Raises ValueError for anything that ``to_plain`` does not
    give."""
    declared: Any = kind
    try:
        value: _Value = _codec(declared)[1](data, file)
    except (TypeError, KeyError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"no {kind.__name__}: {error}") from None
    return value


@cache
def _codec(kind: Any) -> tuple[Encode, Decode]:
    """The writing and the reading of values declared as ``kind``."""
    origin = typing.get_origin(kind)
    if kind is str:
        return str, _exactly(kind)  # a member of an enum that stands for a text is written as that text
    if kind in (int, bool):
        return _as_it_is, _exactly(kind)
    if kind is Decimal:
        return str, lambda data, _: Decimal(_text(data))
    if origin in (typing.Union, types.UnionType):
        return _optional(next(one for one in typing.get_args(kind) if one is not types.NoneType))
    if origin is tuple:
        return _sequence(typing.get_args(kind)[0])
    if origin is Mapping:
        return _mapping(typing.get_args(kind)[1])
    if kind is Kind:
        return lambda found: f"{found.package}/{found.name}", lambda data, _: _kind_of_findings(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda found: found.value, lambda data, _: kind(data)
    return _record(kind)


def _as_it_is(value: Any) -> Any:
    return value


def _text(data: Any) -> str:
    if type(data) is not str:
        raise TypeError(f"{data!r} is no text")
    return data


_PACKAGES = ("targets", "actuals")
"""The packages whose readers work in a child process, and so may find something there."""


def _kind_of_findings(data: Any) -> Kind:
    package, _, name = _text(data).partition("/")
    if package not in _PACKAGES or name not in names(package):
        raise TypeError(f"{data!r} is no kind of finding of a reader")
    return Kind(package, name)


def _exactly(kind: type) -> Decode:
    def decode(data: Any, _: str) -> Any:
        if type(data) is not kind:
            raise TypeError(f"{data!r} is no {kind.__name__}")
        return data

    return decode


def _optional(kind: Any) -> tuple[Encode, Decode]:
    write, read = _codec(kind)
    return (
        lambda value: None if value is None else write(value),
        lambda data, file: None if data is None else read(data, file),
    )


def _sequence(kind: Any) -> tuple[Encode, Decode]:
    if kind is str:
        return list, lambda data, _: tuple(map(_text, _list(data)))
    later: list[tuple[Encode, Decode]] = []  # looked up when first used: a Reading holds Readings

    def codec() -> tuple[Encode, Decode]:
        if not later:
            later.append(_codec(kind))
        return later[0]

    def write(values: Any) -> Any:
        if not values:
            return []
        one = codec()[0]
        return [one(value) for value in values]

    def read(data: Any, file: str) -> Any:
        if not _list(data):
            return ()
        one = codec()[1]
        return tuple([one(value, file) for value in data])

    return write, read


def _list(data: Any) -> list[Any]:
    if type(data) is not list:
        raise TypeError(f"{data!r} is no list")
    return data


def _mapping(kind: Any) -> tuple[Encode, Decode]:
    write, read = _codec(kind)
    return (
        lambda value: {key: write(one) for key, one in value.items()},
        lambda data, file: {key: read(one, file) for key, one in data.items()},
    )


def _record(kind: Any) -> tuple[Encode, Decode]:
    hints = typing.get_type_hints(kind)
    shown = [one.name for one in fields(kind) if one.init and one.name != "file"]
    codecs = [_codec(hints[name]) for name in shown]
    named = any(one.name == "file" for one in fields(kind))
    writers = [(name, write) for name, (write, _) in zip(shown, codecs, strict=True)]
    # most fields are texts or missing: their types are looked at once for each shape, not value by value
    plain = [hints[name] in _PLAIN for name in shown]
    special = [(place, read) for place, (_, read) in enumerate(codecs) if not plain[place]]
    shapes: set[tuple[type, ...]] = set()

    def write(value: Any) -> Any:
        return [one(getattr(value, name)) for name, one in writers]

    def read(data: Any, file: str) -> Any:
        shape = tuple(map(type, _list(data)))
        if shape not in shapes:
            if len(shape) != len(shown):
                raise TypeError(f"{str(data)[:40]!r} is no {kind.__name__}")
            for place, (_, one) in enumerate(codecs):
                if plain[place]:
                    one(data[place], file)
            shapes.add(shape)
        values = list(data)
        for place, one in special:
            if values[place] is not None:
                values[place] = one(values[place], file)
            elif not _may_lack(hints[shown[place]]):
                raise TypeError(f"{kind.__name__} without {shown[place]}")
        found = dict(zip(shown, values, strict=True))
        if named:
            found["file"] = file
        return kind(**found)

    return write, read


_PLAIN = (str, int, bool, str | None, int | None)


@cache
def _may_lack(kind: Any) -> bool:
    return types.NoneType in typing.get_args(kind)
