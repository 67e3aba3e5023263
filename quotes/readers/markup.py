"""A piece of HTML, such as the text of a feed's item or of a field, to paragraphs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCK_NAMES = (
    "p div br h1 h2 h3 h4 h5 h6 li ul ol blockquote tr table section article header footer figure figcaption pre hr"
    " dl dt dd title"
)
BLOCKS = frozenset(BLOCK_NAMES.split())
SILENT = frozenset(["script", "style", "head", "template", "noscript", "svg", "figcaption"])
TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|li|ul|ol|blockquote|img|figure|table)\b[^<>]*>", re.IGNORECASE
)


def has_markup(text: str) -> bool:
    """Return whether a text has tags of HTML that are closed, or paragraphs marked by them."""
    return len(TAG.findall(text)) >= 2


def paragraphs_of(markup: str) -> str:
    """Return the paragraphs of a piece of HTML, a blank line between them; captions and scripts are left out."""
    parser = _Paragraphs()
    parser.feed(markup)
    parser.close()
    found = (" ".join(part.split()) for part in "".join(parser.parts).split("\0"))
    return "\n\n".join(part for part in found if part)


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\0", ""))
