"""Word's .docx: the paragraphs of the body, its tables' cells in their order; headers and footers are left out."""

from __future__ import annotations

from collections.abc import Iterator

from quotes.readers.dates import date_in_name, date_line
from quotes.readers.failure import Failure
from quotes.readers.metadata import headed
from quotes.readers.records import article_of
from quotes.readers.source import Source, library
from quotes.types import Article


def read_docx(source: Source) -> Iterator[Article | Failure]:
    """Yield the article of a Word file; its title is that of its properties, or its first heading."""
    docx = library("docx", "Word files")
    source.data()
    source.file.seek(0)
    try:
        document = docx.Document(source.file)
        blocks = [(_text(block), _style(block)) for block in _blocks(document)]
        properties = document.core_properties
        title, author = properties.title, properties.author
    except Exception as error:  # a damaged file fails in the archive, in the XML or in the library itself
        raise ValueError(f"The Word file is damaged: {type(error).__name__}.") from None
    text = "\n\n".join(words for words, _ in blocks if words)
    if not text:
        raise ValueError("The Word file holds no text.")
    heading = next((words for words, style in blocks if words and style.startswith(("Title", "Heading"))), None)
    title = heading or title
    author = None if author == "python-docx" else author
    published = date_line(text) or date_in_name(source.stem)
    record = {"text": headed(title, text), "title": title, "byline": author, "published": published}
    yield article_of(record, source, source.stem)


def _blocks(document: object) -> Iterator[object]:
    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield block


def _style(paragraph: object) -> str:
    return str(getattr(getattr(paragraph, "style", None), "name", None) or "")


def _text(paragraph: object) -> str:
    return str(paragraph.text).strip()  # type: ignore[attr-defined]
