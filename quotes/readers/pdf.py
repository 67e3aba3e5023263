"""PDF: paragraphs in the order they are read, columns one after the other, divided words made whole."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from quotes.readers.dates import date_in_name, date_line
from quotes.readers.failure import Failure
from quotes.readers.metadata import headed
from quotes.readers.records import article_of
from quotes.readers.source import Source, library
from quotes.types import Article

PAGES = 200
MARGIN = 0.09  # of a page's height, above and below, where running heads and page numbers stand
DIVIDED = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\n(\w+)")
HYPHENED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
ENDS = re.compile(r"[.!?:;][\"”’»)\]]*$")
GENERATED = re.compile(r"^(?:untitled|microsoft word|document\d*|.*\.(?:docx?|indd|qxd|odt)$)", re.IGNORECASE)


class Block(NamedTuple):
    """Lines that stand together on a page: where, how large, and their words."""

    left: float
    right: float
    top: float
    size: float
    words: str


def read_pdf(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a PDF file; its title is that of its properties, or the largest words of its first page."""
    high_level = library("pdfminer.high_level", "PDF files")
    layout = library("pdfminer.layout", "PDF files")
    source.data()
    source.file.seek(0)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        found = high_level.extract_pages(source.file, maxpages=PAGES, laparams=layout.LAParams())
        pages = [_blocks(page, layout) for page in found]
        title = _property(source)
    except Exception as error:  # damaged files fail in many ways, each a class of its own
        if "Password" in type(error).__name__ or "Encryption" in type(error).__name__:
            raise ValueError("The PDF file is locked with a password.") from None
        raise ValueError(f"The PDF file is damaged: {type(error).__name__}.") from None
    hyphened = {word.casefold() for page in pages for block in page for word in HYPHENED.findall(block.words)}
    pages = [[block._replace(words=made_whole(block.words, hyphened)) for block in page] for page in pages]
    running = Counter(block.words for page in pages for block in {b.words: b for b in page}.values())
    kept = [[block for block in page if len(pages) == 1 or running[block.words] == 1] for page in pages]
    blocks = [block for page in kept for block in in_reading_order(page)]
    text = _joined(blocks, hyphened)
    if not text:
        raise ValueError("The PDF file holds no text; it may be a scan.")
    first = max(kept[0], key=lambda block: block.size, default=None) if kept else None
    if not title and first and len(first.words) < 200 and first.size > 1.2 * _usual_size(blocks):
        title = first.words
    record = {"text": headed(title, text), "title": title, "published": date_line(text) or date_in_name(source.stem)}
    yield article_of(record, source, source.stem)


def _blocks(page: Any, layout: Any) -> list[Block]:
    out = []
    for box in page:
        if not isinstance(box, layout.LTTextContainer):
            continue
        words = "\n".join(line.strip() for line in box.get_text().splitlines() if line.strip())
        at_edge = box.y0 > page.height * (1 - MARGIN) or box.y1 < page.height * MARGIN
        if words and not (at_edge and re.fullmatch(r"(?:page|p\.)?\s*\d+(?:\s*(?:/|of)\s*\d+)?", words, re.IGNORECASE)):
            sizes = [line.height for line in box if hasattr(line, "height")]
            out.append(Block(box.x0, box.x1, box.y1, max(sizes, default=0), words))
    return out


def made_whole(lines: str, hyphened: set[str]) -> str:
    """Return lines as one, words that were divided made whole; ``hyphened`` ones, names and numbers keep the hyphen.

    >>> made_whole("The govern-\\nment has a long-\\nterm plan of Holm-\\nLind", {"long-term"})
    'The government has a long-term plan of Holm-Lind'
    """

    def word(match: re.Match[str]) -> str:
        kept = f"{match[1]}-{match[2]}"
        return kept if kept.casefold() in hyphened or not match[2][0].islower() else match[1] + match[2]

    return " ".join(DIVIDED.sub(word, lines).split())


def in_reading_order(blocks: list[Block]) -> list[Block]:
    """Return blocks from top to bottom, those of a left column before those beside them on the right.

    A block over both columns ends what stands above it: headline, left column, right column, then what runs below.
    """
    if not blocks:
        return []
    left, right = min(b.left for b in blocks), max(b.right for b in blocks)
    middle = (left + right) / 2
    ordered: list[Block] = []
    columns: tuple[list[Block], list[Block]] = ([], [])
    for block in sorted(blocks, key=lambda b: -b.top):
        if block.left < middle - (right - left) * 0.03 and block.right > middle + (right - left) * 0.03:
            ordered += [*columns[0], *columns[1], block]
            columns = ([], [])
        else:
            columns[(block.left + block.right) / 2 > middle].append(block)
    return [*ordered, *columns[0], *columns[1]]


def _joined(blocks: list[Block], hyphened: set[str]) -> str:
    """Return the text of blocks; a sentence that goes on in the next column or page is put together."""
    paragraphs: list[str] = []
    before: Block | None = None
    for block in blocks:
        goes_on = before and not ENDS.search(before.words) and block.words[:1].islower()
        if goes_on and abs(before.size - block.size) < 1:  # type: ignore[union-attr]
            paragraphs[-1] = made_whole(f"{paragraphs[-1]}\n{block.words}", hyphened)
        else:
            paragraphs.append(block.words)
        before = block
    return "\n\n".join(paragraphs)


def _usual_size(blocks: list[Block]) -> float:
    sizes: Counter[float] = Counter()
    for block in blocks:
        sizes[round(block.size, 1)] += len(block.words)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _property(source: Source) -> str | None:
    """Return the title of the file's properties, if a person wrote it."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.utils import decode_text

    source.file.seek(0)
    for info in PDFDocument(PDFParser(source.file)).info:
        value = info.get("Title")
        if isinstance(value, bytes) and (title := " ".join(decode_text(value).split())) and not GENERATED.match(title):
            return str(title)
    return None
