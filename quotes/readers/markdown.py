"""Markdown: the text as it is shown, without its marks; what stands before it between lines of "---" is metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from quotes.readers.dates import date_in_name
from quotes.readers.failure import Failure
from quotes.readers.markup import paragraphs_of
from quotes.readers.metadata import title_of
from quotes.readers.plain_text import text_in
from quotes.readers.records import article_of
from quotes.readers.source import Source
from quotes.types import Article

FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^([A-Za-z][\w ]*):[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def read_markdown(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a Markdown file; a heading of the first rank is its title."""
    text = text_in(source)
    front = FRONT.match(text)
    fields = {key: value.strip("\"'") for key, value in FIELD.findall(front[1])} if front else {}
    shown, heading = shown_text(text[front.end() :] if front else text)
    fields.setdefault("published", fields.get("date") or date_in_name(source.stem) or "")
    fields["title"] = fields.get("title") or heading or title_of(shown) or ""
    yield article_of({**fields, "text": shown}, source, source.stem)


def shown_text(markdown: str) -> tuple[str, str | None]:
    """Return what a page made of Markdown shows, a blank line between paragraphs, and its first heading.

    >>> shown_text("# Talks *end*\\n\\nShe said **“no”** to [Karsk](https://k.example).")
    ('Talks end\\n\\nShe said “no” to Karsk.', 'Talks end')
    """
    from markdown_it import MarkdownIt

    blocks: list[str] = []
    heading: str | None = None
    kind = ""
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "inline":
            shown = _inline(token.children or [])
            if kind == "heading_open" and heading is None:
                heading = shown
            blocks.append(shown)
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "html_block":
            blocks.append(paragraphs_of(token.content))
        kind = token.type
    return "\n\n".join(block for block in blocks if block.strip()), heading


def _inline(tokens: list[Any]) -> str:
    parts = {"softbreak": "\n", "hardbreak": "\n", "image": "", "html_inline": ""}
    return "".join(parts.get(token.type, token.content) for token in tokens).strip()
