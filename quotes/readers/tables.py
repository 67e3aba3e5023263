"""Tables: CSV and TSV in the usual dialects, and the sheets of .xlsx files; the first row names the fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.readers import limits
from quotes.readers.failure import Failure
from quotes.readers.plain_text import text_in
from quotes.readers.records import KEYS, article_of, folded
from quotes.readers.source import Source
from quotes.types import Article

DELIMITERS = ",;\t|"


def read_csv(source: Source) -> Iterator[Article | Failure]:
    """Yield an article for each row of a CSV or TSV file."""
    text = text_in(source)
    if not text.strip():
        raise ValueError("The file is empty.")
    csv.field_size_limit(limits.MAX_BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=False)
    try:
        yield from _articles(rows, source, source.path)
    except csv.Error as error:
        yield Failure(source.path, f"The table cannot be read from line {rows.line_num} on: {error}.")


def read_xlsx(source: Source) -> Iterator[Article | Failure]:
    """Yield an article for each row of each sheet of an Excel file."""
    import warnings

    import openpyxl

    source.data()
    source.file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that openpyxl does not know
            book = openpyxl.load_workbook(source.file, read_only=True, data_only=True)
            sheets = [(sheet.title, list(_cells(sheet))) for sheet in book.worksheets]
    except Exception as error:  # a damaged file fails in the archive, in the XML or in openpyxl itself
        raise ValueError(f"The Excel file is damaged: {type(error).__name__}.") from None
    filled = [(name, rows) for name, rows in sheets if rows]
    if not filled:
        raise ValueError("The Excel file is empty.")
    for name, rows in filled:
        yield from _articles(iter(rows), source, source.path if len(filled) == 1 else f"{source.path}/{name}")


def delimiter_of(text: str) -> str:
    """Return what separates the cells: of the usual marks the one that the header has most often, outside quotes."""
    header = _header_line(text)
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def is_table(text: str) -> bool:
    """Return whether the first line of a text names the fields of articles, the text among them."""
    header = _header_line(text)
    if len(header) > 1000 or "\n" not in text.strip():
        return False
    cells = [folded(cell) for cell in next(csv.reader([header], delimiter=delimiter_of(text)), [])]
    return len(cells) >= 2 and any(cell in KEYS["text"] for cell in cells) and any(
        cell in keys for name, keys in KEYS.items() if name != "text" for cell in cells
    )  # fmt: skip


def _header_line(text: str) -> str:
    return next((line for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")


def _cells(sheet: Any) -> Iterator[list[Any]]:
    for row in sheet.iter_rows(values_only=True):
        if any(cell is not None for cell in row):
            yield list(row)


def _articles(rows: Iterable[list[Any]], source: Source, path: str) -> Iterator[Article | Failure]:
    header: list[str] | None = None
    for number, row in enumerate(rows, 1):
        if not any(cell not in (None, "") for cell in row):
            continue
        if header is None:
            header = [str(cell or "").lstrip("\ufeff").strip() for cell in row]
            if not _names_a_text(header, source):
                names = ", ".join(f'"{name}"' for name in header[:12])
                yield Failure(path, f"No column holds a text; the columns are {names} (--map text=COLUMN says which).")
                return
            continue
        record = {name: cell for name, cell in zip(header, row, strict=False) if name}
        try:
            yield article_of(record, source, f"{source.stem}-{number}")
        except ValueError as error:
            yield Failure(f"{path}:{number}", str(error))
    if header is None:
        yield Failure(path, "The table is empty.")


def _names_a_text(header: list[str], source: Source) -> bool:
    names = {folded(name) for name in header}
    mapped = source.options.fields.get("text")
    return not names.isdisjoint(KEYS["text"]) or (mapped is not None and folded(mapped) in names)
