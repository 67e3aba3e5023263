"""Bytes to the text of an article, and the checks that every text has to pass.

Encodings: UTF-8, UTF-16 with a byte order mark, and Windows-1252 where a text is no UTF-8. A byte order mark is not
part of the text: offsets count the characters after it. Newlines stay as they are.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from quotes.readers import limits

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CP1252 = "It is not UTF-8 and was read as Windows-1252."
MOJIBAKE = re.compile("Ã[\x80-\xbf©¨¼¶¤ª®‚ƒ„Ÿœ]|â€[™œ\x9d“”˜¦\x9c\x99\x98\x93\x94]|Â[ \xa0«»£°©]|ï¿½")
"""UTF-8 that was decoded as Windows-1252 somewhere on its way: “â€œ” for an opening quotation mark, “Ã©” for é."""


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


def decoded_loosely(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether Windows-1252 had to be tried; raise ValueError where that gives no text either."""
    try:
        return decoded(data), False
    except ValueError:
        if data.startswith(UTF16_MARKS) or b"\0" in data or len(data) > limits.MAX_BYTES:
            raise
        text = data.decode("cp1252", "replace")
        odd = sum(unicodedata.category(char) in ("Cc", "So") and char not in "\t\n\r\f" for char in text)
        letters = sum(char.isascii() and char.isalpha() for char in text)
        if odd or letters < len(text) / 3:  # other alphabets in one byte a letter would come out as "Ïðèâåò"
            raise
        return text, True


def looks_broken(text: str) -> bool:
    """Return whether a text was decoded wrongly on its way to us: “donâ€™t”."""
    return MOJIBAKE.search(text) is not None


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
