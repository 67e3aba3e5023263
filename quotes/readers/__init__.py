"""Files, folders and standard input to articles; the text is kept exactly as decoded.

What cannot be read becomes a ``Failure`` with one clear sentence, so that one bad document never costs
another. Encodings: UTF-8, or UTF-16 with a byte order mark. A byte order mark is not part of the text:
offsets count the characters after it. Newlines stay as they are.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from quotes.types import Article

MAX_CHARACTERS = 1_000_000
"""The longest article taken, some 30,000 words: beyond it analysis takes minutes and soon hours."""
MAX_BYTES = 20_000_000
"""The most read of a file, or of a line of a .jsonl file, before it is given up."""
SUFFIXES = (".txt", ".jsonl")
FIELDS = ("url", "title", "outlet", "published", "byline", "path")
TITLE_LENGTH = 200
FIRST_LINE = re.compile(r"\s*(\S[^\r\n]*)(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)\s*\S")
HEADLINE_END = re.compile(r"[\w%][\"”“’'»)\]]*$")
STEM_DATE = re.compile(r"^(\d{4}-\d\d-\d\d)(?!\d)|(?<!\d)(\d{4}-\d\d-\d\d)$")


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read or analysed: where it is, and why, in one sentence."""

    path: str
    message: str


def read(paths: Iterable[str]) -> Iterator[Article | Failure]:
    """Yield the articles of files, of folders (with their subfolders, in order) and of "-" (standard input).

    A ``.txt`` file is one article, a ``.jsonl`` file one a line, with the fields id, text, title, outlet,
    published, byline, url and path; other fields are ignored. "date" is taken for "published" and the
    url's host for the outlet where a record has none. In folders other files are passed over; a file named
    outright is read as text. Two articles of one call never share an id unless they share their text: the
    later one gets "-" and eight hex digits of its text's sha256 appended.
    """
    texts: dict[str, str] = {}
    for path in paths:
        for item in _read_path(path):
            if isinstance(item, Article) and texts.setdefault(item.id, item.sha256) != item.sha256:
                item = replace(item, id=f"{item.id}-{item.sha256[:8]}")
            yield item


def _read_path(path: str) -> Iterator[Article | Failure]:
    if path == "-":
        yield _stdin(sys.stdin.buffer)
    elif os.path.isdir(path):
        yield from _read_folder(path)
    else:
        yield from _read_file(path)


def _read_folder(folder: str) -> Iterator[Article | Failure]:
    failed: list[OSError] = []
    found = False
    for directory, subfolders, files in os.walk(folder, onerror=failed.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                found = True
                yield from _read_file(os.path.join(directory, name))
    for error in failed:
        yield Failure(_shown(str(error.filename or folder)), _reason(error))
    if not found and not failed:
        yield Failure(_shown(folder), "The folder holds no .txt or .jsonl file.")


def _read_file(path: str) -> Iterator[Article | Failure]:
    shown = _shown(path)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device could keep us waiting for ever
            yield Failure(shown, 'This is not a regular file; use "-" to read standard input.')
        elif path.endswith(".jsonl"):
            with open(path, "rb") as file:
                yield from _records(file, shown)
        else:
            with open(path, "rb") as file:
                yield _text_file(file.read(MAX_BYTES + 1), shown)
    except OSError as error:
        yield Failure(shown, _reason(error))


def _text_file(data: bytes, path: str) -> Article | Failure:
    stem = Path(path).stem
    try:
        text = _decode(data)
        _check(text)
    except ValueError as error:
        return Failure(path, str(error))
    return Article(stem, text, path=path, title=_title(text), published=_date(stem))


def _stdin(file: IO[bytes]) -> Article | Failure:
    try:
        text = _decode(file.read(MAX_BYTES + 1))
        _check(text)
    except ValueError as error:
        return Failure("-", str(error))
    except OSError as error:
        return Failure("-", _reason(error))
    id = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Article(id, text, title=_title(text))


def _records(file: IO[bytes], path: str) -> Iterator[Article | Failure]:
    found = False
    for number in range(1, sys.maxsize):
        line = file.readline(MAX_BYTES + 1)
        if not line:
            break
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BYTES)
            yield Failure(f"{path}:{number}", f"The line is longer than {MAX_BYTES:,} bytes.")
        elif number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield Failure(path, "JSON Lines must be UTF-8, and this file is UTF-16.")
            return
        elif line.strip():
            yield _record(line, path, number)
        found = found or bool(line.strip())
    if not found:
        yield Failure(path, "The file is empty.")


def _record(line: bytes, path: str, number: int) -> Article | Failure:
    try:
        record = json.loads(_decode(line))
        if not isinstance(record, dict):
            raise ValueError("The line is not a JSON object.")
        text = record.get("text")
        if record.get("published") is None:
            record["published"] = record.get("date")
        if not isinstance(text, str):
            raise ValueError('The record has no string "text".')
        values = {field: _field(record, field) for field in ("id", *FIELDS)}
        for value in (text, *values.values()):
            _check(value)
        if values["published"] and not _is_iso(values["published"]):
            raise ValueError(f'The record\'s "published" is not an ISO 8601 date: {values["published"]!r}.')
    except json.JSONDecodeError as error:
        return Failure(f"{path}:{number}", f"The line is not JSON: {error.msg} at column {error.colno}.")
    except RecursionError:
        return Failure(f"{path}:{number}", "The line is JSON nested too deeply.")
    except ValueError as error:
        return Failure(f"{path}:{number}", str(error))
    id = values.pop("id") or values["url"] or f"{Path(path).stem}-{number}"
    values["path"] = values["path"] or path
    values["title"] = values["title"] or _title(text)
    values["outlet"] = values["outlet"] or _host(values["url"])
    return Article(id, text, **values)


def _host(url: str | None) -> str | None:
    """Return the host of a web address without "www.", None where it has none."""
    match = re.match(r"https?://(?:www\.)?([^/?#\s:@]+)", url or "", re.IGNORECASE)
    return match[1].lower() if match else None


def _field(record: dict[str, object], name: str) -> str | None:
    """Return a field as a string; an absent, null or blank one is None. Raise ValueError for other types."""
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise ValueError(f'The record\'s "{name}" is not a string.')
    return value if value and value.strip() else None


def _decode(data: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 with a byte order mark; raise ValueError otherwise."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"The text is longer than {MAX_BYTES:,} bytes.")
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if utf16:
            raise ValueError("The file begins like UTF-16 but is not valid UTF-16.") from None
        if b"\0" in data:
            raise ValueError("This is not a text file: it holds NUL bytes.") from None
        raise ValueError(
            f"The text is not UTF-8 (byte 0x{data[error.start]:02x} at position {error.start}); "
            "convert it first, for example with iconv."
        ) from None


def _check(text: str | None) -> None:
    """Raise ValueError for text that is blank or that no UTF-8 file could hold."""
    if text is None:
        return
    if not text.strip():
        raise ValueError("The text is empty." if not text else "The text is only white space.")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"The text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}.")
    if "\0" in text:
        raise ValueError("This is not a text: it holds NUL characters.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("The text holds lone surrogates, so it is not valid Unicode.") from None


def _title(text: str) -> str | None:
    """Return the first line if it looks like a headline: short, set off by a blank line, no sentence."""
    match = FIRST_LINE.match(text)
    line = match.group(1).rstrip() if match else ""
    return line if 0 < len(line) <= TITLE_LENGTH and HEADLINE_END.search(line) else None


def _date(stem: str) -> str | None:
    """Return the ISO date a file stem starts or ends with, if any."""
    match = STEM_DATE.search(stem)
    return match[0] if match and _is_iso(match[0]) else None


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", text))  # before 3.11 Python does not take the Z
    except ValueError:
        return re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text) is not None
    return True


def _shown(path: str) -> str:
    """Return a path as text that UTF-8 can hold, whatever bytes the file system has."""
    return os.fsencode(path).decode("utf-8", "replace")


def _reason(error: OSError) -> str:
    return f"It cannot be read: {error.strerror or error}."
