"""Plain text: a file is one article, and so is standard input."""

from __future__ import annotations

from collections.abc import Iterator

from quotes.readers.dates import date_in_name
from quotes.readers.decoding import CP1252, check_text, decoded_loosely
from quotes.readers.failure import Failure
from quotes.readers.metadata import title_of
from quotes.readers.source import Source
from quotes.types import Article


def read_text(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a text file, named and dated by the file's name."""
    text = text_in(source)
    check_text(text)
    yield Article(
        source.stem, text, path=source.path, title=title_of(text), published=date_in_name(source.stem)
    )  # fmt: skip


def text_in(source: Source) -> str:
    """Return the text of a file; Windows-1252 is said once. Raise ValueError where it is none."""
    source.file.seek(0)
    from quotes.readers import limits

    text, guessed = decoded_loosely(source.file.read(limits.MAX_BYTES + 1))
    if guessed:
        source.warn(CP1252)
    return text
