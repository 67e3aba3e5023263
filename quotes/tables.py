"""Tables of tab-separated values, which lexicons, lists of officials and weights are kept in."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path


def numbered_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line; comments (``#`` at the start) and empty lines are left out.

    Quotation marks mean themselves. A file whose name ends in ``.gz`` is unpacked.
    """
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield number, line.split("\t")


def rows(path: Path) -> list[list[str]]:
    """Return the rows of a table without a header."""
    return [row for _, row in numbered_rows(path)]


def records(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table whose first row names the columns, each by the names of its columns."""
    header, *body = rows(path)
    return [dict(zip(header, row, strict=True)) for row in body]
