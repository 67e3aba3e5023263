"""What the documents mention exists: files they link to or name, commands with their options. The README is short."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import click
import pytest

from onrecord.cli import cli
from tests import ROOT

CARDS = ("quotes/models/en", "quotes/models/cues", "attribution/models/stance")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/SPEED.md")),
    ROOT / "tests/gold/GUIDELINES.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / folder / "MODEL_CARD.md" for folder in CARDS),
]
TOP = ("quotes", "attribution", "db", "onrecord", "tests", "docs", "training", "benchmarks", "examples")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(rf"(?<![\w./-])(?:{'|'.join(TOP)})/[\w./*-]*[\w/*]")
NAME = re.compile(r"`([\w-]+\.(?:py|tsv|sql|yaml|npz|pt|gold))`")  # a file named without its folder
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^(?: {4,}|\$ )(.*)$", re.MULTILINE)
COMMAND = re.compile(r"(?:^|\s)onrecord ([a-z].*)")
HISTORY = re.compile(r"^ *\|.*\|$", re.MULTILINE)  # the changelog's tables name what was before

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def read(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return HISTORY.sub("", text) if path.name == "CHANGELOG.md" else text


def test_readme_has_at_most_150_lines() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


@each_document
def test_links_lead_to_files(path: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(read(path)) if not re.match(r"https?:|#", link)]
    assert [link for link in links if not (path.parent / link).exists()] == []


@each_document
def test_paths_exist(path: Path) -> None:
    found = set(PATH.findall(LINK.sub("]", read(path))))
    assert sorted(name for name in found if not any(ROOT.glob(name.rstrip("/")))) == []


@each_document
def test_named_files_exist(path: Path) -> None:
    names = set(NAME.findall(read(path)))
    assert sorted(name for name in names if not any(_files(name))) == []


def test_how_it_works_names_every_module() -> None:
    text = (ROOT / "docs/how-it-works.md").read_text(encoding="utf-8")
    rooms = re.split(r"^### `([\w/]+)/`$", text, flags=re.MULTILINE)
    sections = zip(rooms[1::2], rooms[2::2], strict=True)
    described = {f"{room}/{name}" for room, words in sections for name in NAME.findall(words)}
    files = [file for top in ("quotes", "attribution", "db", "onrecord") for file in (ROOT / top).rglob("*.py")]
    modules = {file.relative_to(ROOT).as_posix() for file in files if file.name != "__init__.py"}
    assert sorted(modules - described) == []


def _files(name: str) -> list[Path]:
    return [file for top in TOP for file in (ROOT / top).rglob(name)]


@each_document
def test_commands_and_options_exist(path: Path) -> None:
    text = read(path)
    lines = {line for line in [*CODE.findall(text), *BLOCK.findall(text)] if not line.lstrip().startswith("cog.")}
    commands = [match[1] for line in lines for match in COMMAND.finditer(line)]
    assert sorted(line for line in commands if (problem := _problem(line)) and problem) == []


def _problem(line: str) -> str:
    """Return what a line of the shell has that the command does not know, "" where nothing."""
    words = line.partition("#")[0].partition(" > ")[0].partition("|")[0].split()
    command: click.Command | None = cli
    while words and isinstance(command, click.Group) and re.fullmatch(r"[a-z]+", words[0]):
        command = command.get_command(click.Context(command), words.pop(0))
    if command is None:
        return "no such command"
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
    options = {word.strip("[]`,.;:") for word in words if word.lstrip("[").startswith("-") and len(word) > 2}
    return ", ".join(sorted(options - known))


def test_an_unknown_command_is_noticed() -> None:
    assert _problem("people marry news.db A B") == "no such command"
    assert _problem("compare news.db --sides") == "--sides"
    assert _problem('compare news.db "A" "B" --target T  # two columns') == ""


def test_modules_that_are_run_exist() -> None:
    text = "\n".join(map(read, DOCUMENTS))
    modules = set(re.findall(r"python -m ((?:training|benchmarks|tests)\.[\w.]+)", text))
    assert modules
    assert sorted(m for m in modules if not (ROOT / (m.replace(".", "/") + ".py")).exists()) == []


def test_no_document_names_a_place_that_readers_do_not_have() -> None:
    private = re.compile(r"/work/|/home/|/tmp/")
    assert [path.name for path in DOCUMENTS if private.search(read(path))] == []


def test_the_licence_is_whole_and_said_everywhere() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in text
    assert "END OF TERMS AND CONDITIONS" in text and len(text.splitlines()) == 202
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    assert config["metadata"]["license"] == "Apache-2.0"
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert "license: Apache-2.0" in citation and f"version: {config['metadata']['version']}" in citation
