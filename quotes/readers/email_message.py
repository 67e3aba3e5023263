"""E-mail: a press release that came by mail, with what is attached to it; and pages saved as one file (.mhtml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr

from quotes.readers import limits
from quotes.readers.failure import Failure
from quotes.readers.html_page import article_of_page
from quotes.readers.markup import paragraphs_of
from quotes.readers.metadata import headed
from quotes.readers.records import article_of
from quotes.readers.source import Source
from quotes.types import Article


def read_email(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a message, its plain text, or its HTML where it has no other; then what is attached.

    The subject is its headline, the sender's date its date. A page that a browser saved as one file is read as a page.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(source.data())
        page = _saved_page(message)
        text = "" if page else _body(message)
        subject, sender, date = (_header(message, name) for name in ("subject", "from", "date"))
        attached = [] if page or not message.is_multipart() else [_attachment(p) for p in message.iter_attachments()]
    except (LookupError, AttributeError, TypeError, IndexError) as error:  # the library's on broken messages
        raise ValueError(f"The message cannot be read: {type(error).__name__}.") from None
    if page:
        address, html = page
        yield article_of_page(html, replace(source, url=source.url or address), address or source.stem)
        return
    if not text.strip() and not attached:
        raise ValueError("The message has no text.")
    if text.strip():
        name, address = parseaddr(sender or "")
        record = {"text": headed(subject, text), "title": subject, "published": date, "byline": name or address}
        yield article_of(record, source, source.stem)
    yield from _read_attached(attached, source)


def _read_attached(attached: list[tuple[str, bytes]], source: Source) -> Iterator[Article | Failure]:
    from quotes.readers.formats import read_source

    for name, data in attached:
        path = f"{source.path}/{name}"
        if source.depth >= limits.DEEPEST:
            yield Failure(path, f"Messages in messages are opened {limits.DEEPEST} deep.")
        elif data:
            yield from read_source(source.inside(data, path), named=False)


def _attachment(part: Message) -> tuple[str, bytes]:
    """Return the name and the bytes of what is attached; a message that is attached is a message of its own."""
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return part.get_filename() or "message.eml", inner[0].as_bytes()
    data = part.get_payload(decode=True)
    return part.get_filename() or "attachment", data if isinstance(data, bytes) else b""


def _saved_page(message: Message) -> tuple[str | None, bytes] | None:
    """Return the address and the HTML of a page that a browser saved as one file."""
    if "snapshot-content-location" not in message and "saved by" not in str(message["from"] or "").lower():
        return None
    for part in message.walk():
        data = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(data, bytes):
            address = message["snapshot-content-location"] or part["content-location"]
            return (str(address) if address else None), data
    return None


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content()).replace("\r\n", "\n")
    return paragraphs_of(text) if part.get_content_subtype() == "html" else text.strip("\n")


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split()) or None if value is not None else None
