"""Tables of tab-separated values: comments, quotation marks, headers."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from quotes.tables import numbered_rows, records, rows

TABLE = '# who says what\nverb\texample\n\nsay\t"It rains," she said\nclaim\t\n'


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "verbs.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_comments_and_empty_lines_are_no_rows_but_count_as_lines(table: Path) -> None:
    assert [number for number, _ in numbered_rows(table)] == [2, 4, 5]


def test_quotation_marks_stand_for_themselves_and_empty_columns_stay(table: Path) -> None:
    assert rows(table)[1:] == [["say", '"It rains," she said'], ["claim", ""]]


def test_a_header_names_the_columns(table: Path) -> None:
    assert records(table)[1] == {"verb": "claim", "example": ""}


def test_a_row_of_another_length_than_the_header_is_an_error(table: Path) -> None:
    table.write_text(TABLE + "urge\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"verbs\.tsv is damaged"):
        records(table)


def test_a_packed_table_reads_like_any_other(table: Path) -> None:
    packed = table.with_name("verbs.tsv.gz")
    packed.write_bytes(gzip.compress(TABLE.encode()))
    assert rows(packed) == rows(table)
