"""Values as plain lists for JSON and back: records by the order of their fields, days as ISO 8601, tuples, enumerations, numbers.

How is worked out once from the types of the fields; what is not known is refused then, and not when something is read.
"""

from __future__ import annotations

import types
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

Way = Callable[[Any], Any]
_SAME = (str, int, bool, float)


def ways(kind: Any) -> tuple[Way, Way]:
    """Return how values of a type become plain and how they are made of it again. Raises TypeError for a type that is not known."""
    if kind in _SAME:
        return _as_it_is, _as_it_is
    if kind is date:
        return date.isoformat, date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return str, kind
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields")):
        return _of_fields(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType) and len(parts) == 2 and type(None) in parts:
        to, back = ways(next(part for part in parts if part is not type(None)))
        return (lambda value: None if value is None else to(value)), (lambda plain: None if plain is None else back(plain))
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        to, back = ways(parts[0])
        if back is _as_it_is:
            return list, tuple
        return (lambda values: [to(value) for value in values]), (lambda plain: tuple([back(each) for each in plain]))
    if kind == Sequence[int]:
        return (lambda values: b64encode(array("Q", values).tobytes()).decode()), (lambda plain: array("Q", b64decode(plain)))
    raise TypeError(f"cannot pack {kind}")


def _of_fields(kind: Any) -> tuple[Way, Way]:
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else kind._fields
    both = [(name, *ways(hints[name])) for name in names]
    made = [(place, back) for place, (_, _, back) in enumerate(both) if back is not _as_it_is]

    def to(value: Any) -> list[Any]:
        return [way(getattr(value, name)) for name, way, _ in both]

    def back(plain: Any) -> Any:
        if len(plain) != len(both):
            raise ValueError("fields")
        values = list(plain)
        for place, way in made:
            values[place] = way(values[place])
        return kind(*values)

    return to, back


def _as_it_is(value: Any) -> Any:
    return value
