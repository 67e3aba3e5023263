"""Names in the forms they are looked up by."""

from __future__ import annotations


def fold(name: str) -> str:
    """Return a name in the form names are looked up by: case folded, on one line, single spaces."""
    return " ".join(name.casefold().split())
