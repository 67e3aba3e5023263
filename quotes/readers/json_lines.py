"""JSON Lines: an object a line, each an article with its metadata. A bad line costs only itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from quotes.readers import limits
from quotes.readers.decoding import UTF16_MARKS, check_text, decoded
from quotes.readers.failure import Failure
from quotes.readers.metadata import host_of, is_iso_date, title_of
from quotes.types import Article

FIELDS = ("id", "url", "title", "outlet", "published", "byline", "path")


def read_json_lines(file: IO[bytes], path: str) -> Iterator[Article | Failure]:
    """Yield the articles of a .jsonl file; lines are counted from 1, blank ones too."""
    found = False
    for number in range(1, sys.maxsize):
        line = file.readline(limits.MAX_BYTES + 1)
        if not line:
            break
        if len(line) > limits.MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(limits.MAX_BYTES)
            yield Failure(f"{path}:{number}", f"The line is longer than {limits.MAX_BYTES:,} bytes.")
        elif number == 1 and line.startswith(UTF16_MARKS):
            yield Failure(path, "JSON Lines must be UTF-8, and this file is UTF-16.")
            return
        elif line.strip():
            yield _article(line, path, number)
        found = found or bool(line.strip())
    if not found:
        yield Failure(path, "The file is empty.")


def _article(line: bytes, path: str, number: int) -> Article | Failure:
    """Return the article of a line, or the one reason why it holds none."""
    try:
        record = _record(line)
        text = _text(record)
        values = _metadata(record, text)
    except json.JSONDecodeError as error:
        return Failure(f"{path}:{number}", f"The line is not JSON: {error.msg} at column {error.colno}.")
    except RecursionError:
        return Failure(f"{path}:{number}", "The line is JSON nested too deeply.")
    except ValueError as error:
        return Failure(f"{path}:{number}", str(error))
    id = values.pop("id") or values["url"] or f"{Path(path).stem}-{number}"
    values["path"] = values["path"] or path
    values["title"] = values["title"] or title_of(text)
    values["outlet"] = values["outlet"] or host_of(values["url"])
    return Article(id, text, **values)


def _record(line: bytes) -> dict[str, Any]:
    text = decoded(line)
    try:
        record = json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python reads no numbers of several thousand digits
        raise ValueError("The line has a number of too many digits.") from None
    if not isinstance(record, dict):
        raise ValueError("The line is not a JSON object.")
    return record


def _text(record: dict[str, Any]) -> str:
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError('The record has no string "text".')
    return text


def _metadata(record: dict[str, Any], text: str) -> dict[str, str | None]:
    """Return the fields of a record, all of them and its text checked; "date" stands in for "published"."""
    if record.get("published") is None:
        record["published"] = record.get("date")
    values = {name: _field(record, name) for name in FIELDS}
    for value in (text, *values.values()):
        if value is not None:
            check_text(value)
    if values["published"] and not is_iso_date(values["published"]):
        raise ValueError(f'The record\'s "published" is not an ISO 8601 date: {values["published"]!r}.')
    return values


def _field(record: dict[str, Any], name: str) -> str | None:
    """Return a field as a string; an absent, null or blank one is None. Raise ValueError for other types."""
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise ValueError(f'The record\'s "{name}" is not a string.')
    return value if value and value.strip() else None
