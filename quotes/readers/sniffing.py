"""Which format a file has: its content says, and its name where the content could be several things."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
import zlib
from typing import IO

from quotes.readers.decoding import UTF16_MARKS
from quotes.readers.markup import TAG
from quotes.readers.source import Source
from quotes.readers.tables import is_table

PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
XML = re.compile(r"\s*<\?xml\b|\s*<[A-Za-z][\w:]*[^<>]*\bxmlns", re.IGNORECASE)
CLOSED = re.compile(r"</(?:p|div|h[1-6]|article|section|body|html|ul|table)\s*>", re.IGNORECASE)
HEADER = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]?.*(?:\r?\n[ \t]+.*)*(?:\r?\n|$)")
MAIL = {
    "from", "to", "subject", "date", "message-id", "mime-version", "received", "return-path", "delivered-to", "sender",
    "reply-to", "content-type", "x-mailer", "dkim-signature", "content-transfer-encoding",
}  # fmt: skip
BINARY = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"RIFF", "a picture or sound"),
    (b"SQLite format 3\0", "a database"), (b"\xd0\xcf\x11\xe0", "an old Office file; save it as .docx or .xlsx"),
    (b"ID3", "a sound"), (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"OggS", "a sound"),
)  # fmt: skip


class NotRead(ValueError):
    """The file is of a kind that is not read; the message says which."""


def format_of(source: Source, ending: str) -> str:
    """Return the name of the format of a file; raise ``NotRead`` where there is no reader.

    ``ending`` is that of the file's name, in lower case with its dot.
    """
    head = source.head()
    if head.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and ending == ".pdf"):
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _kind_of_zip(source.file)
    if head.startswith((b"WARC/", b"\x1f\x8b")):  # what else is compressed was unpacked
        return "warc"
    for magic, what in BINARY:
        short = magic.isalnum() and len(magic) <= 3 and b"\0" not in head  # a text may begin with "MZ", too
        if head.startswith(magic) and not short:
            raise NotRead(f"This is {what}.")
    if b"\0" in head and not head.startswith(UTF16_MARKS):
        return _by_name(ending) if ending in BY_NAME else _no_text()
    return _of_text(source, head, ending)


BY_NAME = {
    ".txt": "text", ".text": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv",
    ".tsv": "csv", ".tab": "csv", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".mhtml": "email", ".mht": "email", ".rss": "feed", ".atom": "feed", ".eml": "email",
    ".docx": "docx", ".xlsx": "xlsx", ".pdf": "pdf", ".warc": "warc", ".zip": "zip",
}  # fmt: skip
"""What a file's name promises."""


def _by_name(ending: str) -> str:
    return BY_NAME[ending]


def _no_text() -> str:
    raise NotRead("This is not a text: it holds NUL bytes.")


def unpacked(file: IO[bytes]) -> IO[bytes]:
    """Return what a file compressed with gzip holds, and any other file as it is; a WARC's reader unpacks by itself."""
    file.seek(0)
    start = file.read(2)
    file.seek(0)
    if start != b"\x1f\x8b":
        return file
    inner = gzip.GzipFile(fileobj=file)
    try:
        if inner.read(5) == b"WARC/":
            file.seek(0)
            return file
    except (OSError, EOFError, zlib.error):
        raise NotRead("The compressed file is damaged.") from None
    file.seek(0)
    return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]


def _of_text(source: Source, head: bytes, ending: str) -> str:
    text = head.decode("utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig", "replace")
    start = text.lstrip()
    promised = BY_NAME.get(ending)
    if start.startswith("<"):
        found = _of_markup(text, promised)
        if found:
            return found
    if start[:1] in ("{", "["):
        found = _of_json(source, start, promised)
        if found:
            return found
    if promised in (None, "text", "html", "email") and _is_mail(start):
        return "email"
    if promised in ("text", None) and is_table(text):
        return "csv"
    if promised in ("docx", "xlsx", "pdf", "zip", "warc"):
        return promised  # its reader says what is wrong with it
    return promised or "text"


def _of_markup(text: str, promised: str | None) -> str | None:
    if PAGE.match(text):
        return "html"
    if FEED.search(text[:2000]):
        return "feed"
    if promised in ("html", "markdown", "feed"):
        return promised
    if len(CLOSED.findall(text)) >= 2 and len(TAG.findall(text)) >= 4:
        return "html"
    if XML.match(text):
        raise NotRead("This is XML, but no feed and no web page.")
    return None


def _of_json(source: Source, start: str, promised: str | None) -> str | None:
    if promised in ("json", "jsonl"):
        if promised == "json" and _is_lines(start):
            return "jsonl"
        return promised
    if _is_lines(start):
        return "jsonl"
    try:
        value = json.loads(source.data())
    except (ValueError, RecursionError):
        return None
    finally:
        source.file.seek(0)
    return "json" if isinstance(value, (dict, list)) and value and not isinstance(value, str) else None


def _is_lines(start: str) -> bool:
    lines = [line for line in start.splitlines()[:3] if line.strip()]
    try:
        return len(lines) > 1 and all(isinstance(json.loads(line), dict) for line in lines[:2])
    except (ValueError, RecursionError):
        return False


def _is_mail(start: str) -> bool:
    names = set()
    while match := HEADER.match(start):
        names.add(match[1].lower())
        start = start[match.end() :]
    return len(names & MAIL) >= 3 and "from" in names and bool(names & {"date", "message-id", "mime-version"})


def _kind_of_zip(file: IO[bytes]) -> str:
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except Exception:  # damaged: its reader says so
        return "zip"
    finally:
        file.seek(0)
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "ppt/presentation.xml" in names:
        raise NotRead("This is a PowerPoint file.")
    if "mimetype" in names and ("content.xml" in names or "META-INF/container.xml" in names):
        raise NotRead("This is an OpenDocument file or an e-book; save it as .docx.")
    return "zip"
