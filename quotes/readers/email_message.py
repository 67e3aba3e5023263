"""E-mail: a press release that came by mail; the subject is its headline, the sender's date its date."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from quotes.readers.failure import Failure
from quotes.readers.markup import paragraphs_of
from quotes.readers.metadata import headed
from quotes.readers.records import article_of
from quotes.readers.source import Source
from quotes.types import Article


def read_email(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a message: its plain text, or its HTML where it has no other."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(source.data())
        text = _body(message)
        subject, sender, date = (_header(message, name) for name in ("subject", "from", "date"))
    except (LookupError, AttributeError, TypeError, IndexError) as error:  # the library's on broken messages
        raise ValueError(f"The message cannot be read: {type(error).__name__}.") from None
    for part in message.iter_attachments() if message.is_multipart() else ():
        name = part.get_filename() or ""
        if name:
            ending = f".{name.rpartition('.')[2].lower()}" if "." in name else "no ending"
            source.report.skipped[ending, "attached to a message"] += 1
    if not text.strip():
        raise ValueError("The message has no text.")
    name, address = parseaddr(sender or "")
    record = {"text": headed(subject, text), "title": subject, "published": date, "byline": name or address}
    yield article_of(record, source, source.stem)


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content()).replace("\r\n", "\n")
    return paragraphs_of(text) if part.get_content_subtype() == "html" else text.strip("\n")


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split()) or None if value is not None else None
