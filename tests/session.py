"""What the documents show of the program: sessions over frozen parses, the same on every machine, help and tables."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest import mock

import yaml
from click.testing import CliRunner
from spacy.tokens import Doc

from onrecord.cli import MODULES, cli
from quotes.parser.doc import new_vocab, to_doc
from quotes.types import Article
from tests import ROOT
from tests.frozen import frozen_parse


class FrozenParser:
    """Stands in for ``quotes.parser.parse.Parser``: the examples' parses, frozen."""

    def __init__(self, model: str | None = None) -> None:
        self.vocab = new_vocab()

    def parse_all(self, articles: Iterable[Article]) -> Iterator[Doc]:
        """Yield the ``Doc`` of each article."""
        for article in articles:
            yield to_doc(self.vocab, article.text, frozen_parse(article.text))


def run(*commands: str) -> str:
    """Return what a terminal shows of these commands, run one after another beside the examples."""
    with tempfile.TemporaryDirectory() as folder:
        return run_in(Path(folder), *commands)


def run_in(folder: Path, *commands: str) -> str:
    """Return the same, run in a folder that keeps what they write."""
    shutil.copytree(ROOT / "examples", folder / "examples", dirs_exist_ok=True)
    shown = []
    here = os.getcwd()
    os.chdir(folder)
    try:
        with mock.patch("quotes.parser.parse.Parser", FrozenParser):
            for command in commands:
                output = CliRunner(env={"COLUMNS": "100"}).invoke(cli, shlex.split(command)[1:]).output
                shown.append(_console(command, output))
    finally:
        os.chdir(here)
    return "\n".join(shown)


def helps() -> str:
    """Return the help of the program and of each command."""
    shown = []
    for name in ("", *MODULES):
        arguments = [name, "--help"] if name else ["--help"]
        output = CliRunner().invoke(cli, arguments, prog_name="onrecord", terminal_width=100).output
        shown.append(_console(f"onrecord {' '.join(arguments)}", output))
    return "\n".join(shown)


def columns() -> str:
    """Return what the tables and views of a database are and what each column means, as Datasette shows it."""
    metadata = yaml.safe_load((ROOT / "db/browse/metadata.yaml").read_text(encoding="utf-8"))
    shown = []
    for name, table in metadata["tables"].items():
        if not table.get("hidden"):
            meanings = {**table["columns"], **{column: metadata["same"][column] for column in table.get("same", ())}}
            rows = "\n".join(f"| `{column}` | {meaning} |" for column, meaning in meanings.items())
            shown.append(f"### {name}\n\n{table['description']}\n\n| column | means |\n|---|---|\n{rows}\n")
    return "\n".join(shown)


def _console(command: str, output: str) -> str:
    lines = "\n".join(line.rstrip() for line in output.rstrip().splitlines())
    return f"```console\n$ {command}\n{lines}\n```\n"
