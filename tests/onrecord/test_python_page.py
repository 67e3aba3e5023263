"""docs/python.md: every block of Python is run, in order, and prints what the page shows. Over frozen parses.

After a change that is meant, ``ONRECORD_SNAPSHOT=1 pytest tests/onrecord/test_python_page.py`` writes the page anew.
"""

from __future__ import annotations

import ast
import io
import os
import re
import shutil
from contextlib import redirect_stdout
from importlib import util
from typing import Any

import pytest

from onrecord.batches import analyse_all
from tests import ROOT
from tests.session import FrozenParser

PAGE = ROOT / "docs/python.md"
BLOCK = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def output_of(code: str, names: dict[str, Any]) -> str:
    """Run a block and return what it prints."""
    shown = io.StringIO()
    with redirect_stdout(shown):
        exec(compile(ast.parse(code), str(PAGE), "exec"), names)
    return shown.getvalue()


@pytest.fixture
def beside_the_examples(monkeypatch, tmp_path) -> None:
    """A folder with the examples and frozen parses; "workers" work in this process."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("quotes.parser.parse.Parser", FrozenParser)
    monkeypatch.setattr("onrecord.workers.analyse_in_processes", lambda items, load, *_: analyse_all(items, load))


def test_the_page_shows_what_its_code_prints(beside_the_examples) -> None:
    names: dict[str, Any] = {}
    has_pandas = util.find_spec("pandas") is not None

    def run(block: re.Match[str]) -> str:
        if "table" in block[1] and not has_pandas:
            return block[0]
        printed = output_of(block[1], names)
        return f"```python\n{block[1]}```\n" + (f"\n```text\n{printed}```\n" if printed else "")

    page = PAGE.read_text(encoding="utf-8")
    assert len(BLOCK.findall(page)) > 10
    ran = BLOCK.sub(run, page)
    if os.environ.get("ONRECORD_SNAPSHOT"):
        PAGE.write_text(ran, encoding="utf-8")
    assert ran == PAGE.read_text(encoding="utf-8")
