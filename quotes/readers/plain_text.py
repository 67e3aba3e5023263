"""Plain text: a file is one article, and so is standard input."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from quotes.readers import limits
from quotes.readers.decoding import check_text, decoded
from quotes.readers.failure import Failure, reason
from quotes.readers.metadata import date_in_name, title_of
from quotes.types import Article


def read_text(file: IO[bytes], path: str) -> Iterator[Article | Failure]:
    """Yield the article of a text file, named and dated by the file's name."""
    stem = Path(path).stem
    try:
        text = _checked_text(file)
    except ValueError as error:
        yield Failure(path, str(error))
    else:
        yield Article(stem, text, path=path, title=title_of(text), published=date_in_name(stem))


def read_standard_input(file: IO[bytes]) -> Article | Failure:
    """Return the article of standard input, named by its text."""
    try:
        text = _checked_text(file)
    except ValueError as error:
        return Failure("-", str(error))
    except OSError as error:
        return Failure("-", reason(error))
    return Article(hashlib.sha256(text.encode()).hexdigest()[:12], text, title=title_of(text))


def _checked_text(file: IO[bytes]) -> str:
    text = decoded(file.read(limits.MAX_BYTES + 1))
    check_text(text)
    return text
