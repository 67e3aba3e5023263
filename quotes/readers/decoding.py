"""Bytes to the text of an article, and the checks that every text has to pass.

Encodings: UTF-8, or UTF-16 with a byte order mark. A byte order mark is not part of the text: offsets count
the characters after it. Newlines stay as they are.
"""

from __future__ import annotations

import codecs

from quotes.readers import limits

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 with a byte order mark; raise ValueError otherwise."""
    if len(data) > limits.MAX_BYTES:
        raise ValueError(f"The text is longer than {limits.MAX_BYTES:,} bytes.")
    utf16 = data.startswith(UTF16_MARKS)
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


def check_text(text: str) -> None:
    """Raise ValueError for text that is blank, too long, or that no UTF-8 file could hold."""
    if not text.strip():
        raise ValueError("The text is empty." if not text else "The text is only white space.")
    if len(text) > limits.MAX_CHARACTERS:
        raise ValueError(f"The text has {len(text):,} characters; the limit is {limits.MAX_CHARACTERS:,}.")
    if "\0" in text:
        raise ValueError("This is not a text: it holds NUL characters.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("The text holds lone surrogates, so it is not valid Unicode.") from None
