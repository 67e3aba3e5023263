"""The registry of input formats: the reader of each, and what the summary calls it.

A reader takes a ``Source`` and yields the articles of the file, or a ``Failure`` for each that cannot be read; where
the whole file is bad it raises ``ValueError`` with one sentence. To add a format, write its reader in a file of its
own, add a line here and one to ``sniffing.BY_NAME``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple

from quotes.readers.failure import Failure
from quotes.readers.sniffing import BY_NAME, NotRead, format_of, unpacked
from quotes.readers.source import Source
from quotes.types import Article

Reader = Callable[[Source], Iterator[Article | Failure]]


class Format(NamedTuple):
    """A format: where its reader is (imported when it is needed), and its name for people."""

    module: str
    function: str
    name: str

    def reader(self) -> Reader:
        """Return the reader."""
        reader: Reader = getattr(import_module(f"quotes.readers.{self.module}"), self.function)
        return reader


FORMATS = {
    "text": Format("plain_text", "read_text", "plain text"),
    "markdown": Format("markdown", "read_markdown", "Markdown"),
    "html": Format("html_page", "read_html", "HTML"),
    "json": Format("json_records", "read_json", "JSON"),
    "jsonl": Format("json_records", "read_json_lines", "JSON Lines"),
    "csv": Format("tables", "read_csv", "CSV"),
    "xlsx": Format("tables", "read_xlsx", "Excel"),
    "feed": Format("feed", "read_feed", "RSS or Atom"),
    "email": Format("email_message", "read_email", "e-mail"),
    "docx": Format("word", "read_docx", "Word"),
    "pdf": Format("pdf", "read_pdf", "PDF"),
    "warc": Format("warc", "read_warc", "WARC"),
    "zip": Format("archive", "read_zip", "zip"),
}


def ending_of(path: str) -> str:
    """Return the ending of a file's name in lower case, that of a compressed file before its ".gz"."""
    stem, ending = os.path.splitext(path.lower().partition("?")[0] if "://" in path else path.lower())
    return os.path.splitext(stem)[1] if ending == ".gz" else ending


def read_source(source: Source, named: bool = True) -> Iterator[Article | Failure]:
    """Yield the articles of a file by the reader of its format.

    A file that was not ``named`` by the person, but found in a folder or an archive, is passed over where there is no
    reader for it: its ending and the reason are counted.
    """
    ending = ending_of(source.path)
    try:
        source = replace(source, file=unpacked(source.file))
        kind = source.options.format or format_of(source, ending)
        if kind == "text" and not named and ending not in BY_NAME:
            raise NotRead("not a format that is read")
    except NotRead as error:
        if named or ending in BY_NAME:
            yield Failure(source.path, str(error) if str(error).endswith(".") else f"It is {error}.")
        else:
            source.report.skipped[ending or "no ending", str(error).rstrip(".").removeprefix("This is ")] += 1
        return
    except (OSError, EOFError) as error:
        yield Failure(source.path, f"It cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}.")
        return
    _warn_of_name(source, ending, kind)
    yield from _counted(source, kind)


def _warn_of_name(source: Source, ending: str, kind: str) -> None:
    promised = BY_NAME.get(ending)
    if promised and promised != kind and not source.options.format and {promised, kind} != {"json", "jsonl"}:
        source.warn(f"Its name says {FORMATS[promised].name}, but it holds {FORMATS[kind].name} and was read as such.")


def _counted(source: Source, kind: str) -> Iterator[Article | Failure]:
    try:
        for item in FORMATS[kind].reader()(source):
            inside = f"{source.path}/"  # an archive, a message: read and counted as what it is
            if isinstance(item, Article) and not (item.path or "").startswith(inside):
                source.report.formats[FORMATS[kind].name] += 1
            yield item
    except ValueError as error:  # a reader's sentence; UnicodeDecodeError is one too, from libraries
        message = " ".join(str(error).split())
        if isinstance(error, UnicodeError):
            message = "Its encoding cannot be read."
        elif not message.endswith("."):
            message = f"It cannot be read: {message}."
        yield Failure(source.path, message)
    except (OSError, EOFError) as error:
        yield Failure(source.path, f"It cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}.")
    except MemoryError:
        yield Failure(source.path, "It is too large for this machine's memory.")
