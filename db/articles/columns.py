"""Which fields of an analysis are columns of the same name: ``write`` and ``load`` both take them from here.

A field that the classes of ``quotes.types`` and ``attribution.types`` get is written and read without a word here, as
soon as a migration gives its table the column; only what is kept in another form is named.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from attribution.types import Candidate, Role, Speaker, Stance
from quotes.types import Quote


def _fields_but(kind: type, *kept_otherwise: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in kept_otherwise)


QUOTE = _fields_but(Quote, "content", "cue", "source")
ROLE = _fields_but(Role, "evidence")
SPEAKER = _fields_but(Speaker, "entity", "role")
CANDIDATE = _fields_but(Candidate, "entity", "mention", "features")
STANCE = _fields_but(Stance, "holder", "target", "evidence")


def to_columns(item: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return these fields of an item as columns of its row."""
    return {name: getattr(item, name) for name in names}


def to_fields(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return these columns of a row as fields of its item."""
    return {name: row[name] for name in names}
