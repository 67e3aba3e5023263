"""Tables of tab-separated values, which lexicons, lists of officials and weights are kept in."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DamagedFile(ValueError):
    """A file of the package that is not what was installed; the message is one sentence that names it."""


@contextmanager
def named_if_damaged(path: Path) -> Iterator[None]:
    """Run the block that reads a file; whatever is wrong with that is told with its name."""
    try:
        yield
    except Exception as error:
        raise DamagedFile(f"{path} is damaged: install onrecord again ({type(error).__name__}).") from error


def numbered_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line; comments (``#`` at the start) and empty lines are left out.

    Quotation marks mean themselves. A file whose name ends in ``.gz`` is unpacked.
    """
    with named_if_damaged(path):
        lines = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("utf-8")
    for number, line in enumerate(lines.replace("\r\n", "\n").split("\n"), 1):
        if line and not line.startswith("#"):
            yield number, line.split("\t")


def rows(path: Path) -> list[list[str]]:
    """Return the rows of a table without a header."""
    return [row for _, row in numbered_rows(path)]


def records(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table whose first row names the columns, each by the names of its columns."""
    with named_if_damaged(path):
        header, *body = rows(path)
        return [dict(zip(header, row, strict=True)) for row in body]
