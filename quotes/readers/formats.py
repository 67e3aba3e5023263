"""The registry of input formats: the reader of each, by the ending of the file's name.

A reader takes an open file and the path to show for it, and yields the articles of the file, or a ``Failure``
for each that cannot be read. To add a format, write its reader in a file of its own and add one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from quotes.readers.failure import Failure
from quotes.readers.json_lines import read_json_lines
from quotes.readers.plain_text import read_text
from quotes.types import Article

Reader = Callable[[IO[bytes], str], Iterator[Article | Failure]]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_json_lines,
}


def is_known(name: str) -> bool:
    """Return whether a file's name ends as one of the formats does."""
    return name.endswith(tuple(READERS))


def reader_for(name: str) -> Reader:
    """Return the reader for a file; one whose name says nothing is taken for plain text."""
    return next((reader for ending, reader in READERS.items() if name.endswith(ending)), read_text)


def endings() -> str:
    """Return the endings of all formats as a phrase: ".txt or .jsonl"."""
    *others, last = READERS
    return f"{', '.join(others)} or {last}"
