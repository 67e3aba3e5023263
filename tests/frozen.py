"""Frozen parses: the ``Doc`` of a test's text without loading a model.

The parses lie in ``tests/parses``: CoNLL-U, a ``# newdoc`` block per text, with character offsets and names in the
MISC column. A text is found in whichever file it stands; new ones are added to ``sentences.conllu``. A test that asks
for a text not frozen yet fails and says how to make it; the environment variable ``ONRECORD_FREEZE`` makes it:

    ONRECORD_FREEZE=1 pytest tests/…/test_x.py          parse what is missing, with the real models
    ONRECORD_FREEZE=refresh pytest tests/…/test_x.py    parse every text the tests use again
    ONRECORD_FREEZE=hints pytest tests/…/test_x.py      leave the parses alone, but renew the hints in them
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

from quotes.parser.doc import new_vocab, to_doc
from quotes.parser.fast.steps import FastSteps
from quotes.parser.parse import Parser
from quotes.parser.types import Hint, Name, Parse, Word
from quotes.quotation_marks import with_double_marks
from quotes.types import Article

PARSES = Path(__file__).parent / "parses"
NEW = "sentences.conllu"
_fresh: set[tuple[Path, str]] = set()  # parsed again in this run, as "refresh" asked


def frozen(text: str) -> Doc:
    """Return the ``Doc`` that ``Parser`` gives for ``text``, from its frozen parse."""
    return to_doc(_vocab(), text, frozen_parse(text))


def frozen_parse(text: str, folder: Path = PARSES) -> Parse:
    """Return the parse of ``text`` kept in a file of ``folder``, made first where ``ONRECORD_FREEZE`` says so."""
    files = _blocks(folder)
    path = next((path for path, blocks in files.items() if text in blocks), folder / NEW)
    blocks = files.setdefault(path, {})
    mode = os.environ.get("ONRECORD_FREEZE", "")
    if mode and (text not in blocks or (mode != "1" and (path, text) not in _fresh)):
        if text in blocks and mode == "hints":
            parse = _hinted(text, from_conllu(blocks[text])[text])
        else:
            parse = _parser().analyse([Article(id="frozen", text=text)])[0]
        blocks[text] = to_conllu(text, parse)
        _fresh.add((path, text))
        path.write_text("".join(blocks.values()), encoding="utf-8")
    if text not in blocks:
        raise AssertionError(
            f"{folder} has no frozen parse of {text[:60]!r}: run this test once with ONRECORD_FREEZE=1"
        )
    return from_conllu(blocks[text])[text]


def _hinted(text: str, parse: Parse) -> Parse:
    steps = _parser().steps
    assert isinstance(steps, FastSteps)
    marked = with_double_marks(text)
    hints = steps.hints([[marked[w.start : w.end] for w in sentence] for sentence in parse.sentences])
    sentences = [
        [word._replace(hint=hint) for word, hint in zip(sentence, row, strict=True)]
        for sentence, row in zip(parse.sentences, hints, strict=True)
    ]
    return Parse(sentences, parse.names)


def to_conllu(text: str, parse: Parse) -> str:
    """Return the ``# newdoc`` block of one text."""
    lines = ["# newdoc", "# article = " + json.dumps(text)]
    names = {name.start: name for name in parse.names}
    for number, sentence in enumerate(parse.sentences, 1):
        lines.append(f"# sent_id = {number}")
        for i, word in enumerate(sentence):
            misc = f"start_char={word.start}|end_char={word.end}"
            if name := names.get(word.start):
                misc += f"|name={name.label}|name_end={name.end}"
            if word.hint:
                misc += f"|hint={','.join(map(str, word.hint))}"
            head = 0 if word.head == i else word.head + 1
            form, lemma = _escape(text[word.start : word.end]), _escape(word.lemma)
            row = [i + 1, form, lemma, word.upos, word.xpos or "_", "_", head, word.deprel, "_", misc]
            lines.append("\t".join(map(str, row)))
        lines.append("")
    return "\n".join(lines) + "\n"


def from_conllu(conllu: str) -> dict[str, Parse]:
    """Return the parses of a file by their texts; inverse of ``to_conllu``."""
    parses: dict[str, Parse] = {}
    parse = Parse([], [])
    for line in conllu.split("\n"):
        if line.startswith("# article = "):
            parse = parses[json.loads(line.removeprefix("# article = "))] = Parse([], [])
        elif line.startswith("# sent_id = "):
            parse.sentences.append([])
        elif line and line != "# newdoc":
            _add_word(parse, line.split("\t"))
    return parses


def _add_word(parse: Parse, row: list[str]) -> None:
    misc = dict(pair.split("=") for pair in row[9].split("|"))
    start, end = int(misc["start_char"]), int(misc["end_char"])
    sentence = parse.sentences[-1]
    head = int(row[6]) - 1 if row[6] != "0" else len(sentence)
    xpos = "" if row[4] == "_" else row[4]
    hint = Hint(*map(int, misc["hint"].split(","))) if "hint" in misc else None
    sentence.append(Word(start, end, _unescape(row[2]), row[3], xpos, head, row[7], hint))
    if "name" in misc:
        parse.names.append(Name(start, int(misc["name_end"]), misc["name"]))


def _escape(form: str) -> str:
    """Write white space, control characters and backslashes as ``\\uXXXX``: a column is one printable string."""
    return re.sub(r"[\\\s\x00-\x1f\x7f-\x9f\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", form)


def _unescape(column: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), column)


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    return new_vocab()


@lru_cache(maxsize=1)
def _parser() -> Parser:
    return Parser()


@cache
def _blocks(folder: Path) -> dict[Path, dict[str, str]]:
    """Return the blocks of each file by their texts."""
    return {path: dict(_split(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.conllu"))}


def _split(conllu: str) -> Iterator[tuple[str, str]]:
    for block in re.split(r"^(?=# newdoc$)", conllu, flags=re.MULTILINE)[1:]:
        yield json.loads(block.split("\n", 2)[1].removeprefix("# article = ")), block
