"""JSON: a record, a list of records, or an object that holds such a list; and JSON Lines, a record a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from quotes.readers import limits
from quotes.readers.decoding import UTF16_MARKS, decoded
from quotes.readers.failure import Failure
from quotes.readers.records import article_of, is_article
from quotes.readers.source import Source
from quotes.types import Article

DEEPEST = 4


def read_json_lines(source: Source) -> Iterator[Article | Failure]:
    """Yield the articles of a .jsonl file; lines are counted from 1, blank ones too. A bad line costs only itself."""
    found = False
    for number in range(1, sys.maxsize):
        line = source.file.readline(limits.MAX_BYTES + 1)
        if not line:
            break
        place = f"{source.path}:{number}"
        if len(line) > limits.MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = source.file.readline(limits.MAX_BYTES)
            yield Failure(place, f"The line is longer than {limits.MAX_BYTES:,} bytes.")
        elif number == 1 and line.startswith(UTF16_MARKS):
            yield Failure(source.path, "JSON Lines must be UTF-8, and this file is UTF-16.")
            return
        elif line.strip():
            yield _of_line(line, source, place, number)
        found = found or bool(line.strip())
    if not found:
        yield Failure(source.path, "The file is empty.")


def read_json(source: Source) -> Iterator[Article | Failure]:
    """Yield the articles of a .json file, wherever in it the list of them is."""
    try:
        value = _loaded(source.data(), "The file")
    except json.JSONDecodeError as error:
        raise ValueError(f"The file is not JSON: {error.msg} at line {error.lineno}.") from None
    except RecursionError:
        raise ValueError("The file is JSON nested too deeply.") from None
    records = _records(value, source)
    if records is None:
        keys = ", ".join(f'"{key}"' for key in list(value)[:12]) if isinstance(value, Mapping) else "none"
        raise ValueError(f"The file has no record with a text; its keys are {keys} (--map text=KEY says which it is).")
    single = isinstance(value, Mapping) and records == [value]
    for number, record in enumerate(records, 1):
        id = source.stem if single else f"{source.stem}-{number}"
        yield _of_record(record, source, source.path if single else f"{source.path}:{number}", id)


def _loaded(data: bytes, what: str) -> Any:
    text = decoded(data)
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python reads no numbers of several thousand digits
        raise ValueError(f"{what} has a number of too many digits.") from None


def _of_line(line: bytes, source: Source, place: str, number: int) -> Article | Failure:
    try:
        record = _loaded(line, "The line")
    except json.JSONDecodeError as error:
        return Failure(place, f"The line is not JSON: {error.msg} at column {error.colno}.")
    except RecursionError:
        return Failure(place, "The line is JSON nested too deeply.")
    except ValueError as error:
        return Failure(place, str(error))
    return _of_record(record, source, place, f"{source.stem}-{number}")


def _of_record(record: Any, source: Source, place: str, id: str) -> Article | Failure:
    if not isinstance(record, Mapping):
        return Failure(place, "The record is not a JSON object.")
    try:
        return article_of(record, source, id)
    except ValueError as error:
        return Failure(place, str(error))


def _records(value: Any, source: Source, depth: int = 0) -> list[Any] | None:
    """Return the records of a file: a list that has one with a text, or else the one record."""
    if isinstance(value, list):
        if any(is_article(one) or _has_mapped(one, source) for one in value):
            return value
        inside = (_records(one, source, depth + 1) for one in value[:20] if depth < DEEPEST)
        return next(filter(None, inside), None)
    if not isinstance(value, Mapping) or depth > DEEPEST:
        return None
    if (is_article(value) and not _holds_records(value)) or _has_mapped(value, source):
        return [value]
    return next(filter(None, (_records(inner, source, depth + 1) for inner in value.values())), None)


def _has_mapped(value: Any, source: Source) -> bool:
    """Return whether a record has the field that the person says is the text."""
    return isinstance(value, Mapping) and source.options.fields.get("text") in value


def _holds_records(value: Mapping[str, Any]) -> bool:
    return any(isinstance(one, list) and any(map(is_article, one)) for key, one in value.items() if key != "quotes")
