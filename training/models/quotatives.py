"""Trees of inverted quotatives, made from treebank sentences by script.

The treebanks hold few of news writing's commonest pattern (``"...," replied the senator on Monday.``), so
that a parser takes the inverted subject for an object. Each sentence made here wraps a declarative sentence
of the treebank as the content and adds cue, source and small change from the lists below.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """A made word; ``head`` is an index into its fragment, -1 for what the fragment hangs on."""

    form: str
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str
    space: bool = True


VERBS = (
    "say added reply explain announce argue insist warn recall note shout ask write conclude continue declare"
    " stress claim admit complain joke respond suggest remark state observe whisper cry".replace("added", "add")
).split()
IRREGULAR = {
    "say": "said", "reply": "replied", "write": "wrote", "cry": "cried", "admit": "admitted", "note": "noted",
    "argue": "argued", "announce": "announced", "conclude": "concluded", "continue": "continued",
    "declare": "declared", "joke": "joked", "state": "stated", "observe": "observed",
}  # fmt: skip
FIRST = [
    "Maria",
    "John",
    "Olena",
    "Ahmed",
    "Wei",
    "Fatima",
    "Carlos",
    "Ingrid",
    "Pavlo",
    "Aisha",
    "David",
    "Sergei",
    "Yuki",
    "Amara",
    "Robert",
    "Nina",
]
LAST = [
    "Gomez",
    "Smith",
    "Kovalenko",
    "Hassan",
    "Zhang",
    "Okafor",
    "Silva",
    "Larsen",
    "Brown",
    "Petrov",
    "Tanaka",
    "Diallo",
    "Novak",
    "Chen",
    "Miller",
    "Lee",
]
TITLES = [
    "President",
    "Minister",
    "Senator",
    "Governor",
    "Mayor",
    "Judge",
    "Professor",
    "Chancellor",
    "Secretary",
    "Ambassador",
    "Gen.",
    "Dr.",
    "Mr.",
]
NOUNS = [
    "minister",
    "senator",
    "guard",
    "spokesman",
    "lawyer",
    "governor",
    "mayor",
    "diplomat",
    "reporter",
    "president",
    "general",
    "judge",
    "spokeswoman",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
PLACES = ["Ukraine", "Kenya", "France", "Brazil", "Japan", "Canada", "India", "Georgia", "Poland", "Chile"]


def past(verb: str) -> str:
    """Past tense of one of the verbs above."""
    return IRREGULAR.get(verb, verb + "ed")


def propn(form: str, head: int, deprel: str) -> Row:
    """A proper name's word."""
    return Row(form, form, "PROPN", "NNP", head, deprel)


def source(rng: random.Random) -> list[Row]:
    """A noun phrase whose root (head -1) is the subject: a name, titled, in apposition, or a nominal."""
    first, last = propn(rng.choice(FIRST), -1, "nsubj"), rng.choice(LAST)
    noun = rng.choice(NOUNS)
    the = Row("the", "the", "DET", "DT", 1, "det")
    of = [Row("of", "of", "ADP", "IN", 3, "case"), propn(rng.choice(PLACES), 1, "nmod")]
    shapes: list[list[Row]] = [
        [first, propn(last, 0, "flat")],
        [propn(last, -1, "nsubj")],
        [propn(rng.choice(TITLES), 1, "nmod:desc"), propn(last, -1, "nsubj")],
        [propn(rng.choice(TITLES), 1, "nmod:desc"), first, propn(last, 1, "flat")],
        [the, Row(noun, noun, "NOUN", "NN", -1, "nsubj")],
        [the, Row(noun, noun, "NOUN", "NN", -1, "nsubj"), *of],
        [Row("a", "a", "DET", "DT", 1, "det"), Row(noun, noun, "NOUN", "NN", -1, "nsubj")],
        [first, propn(last, 0, "flat")._replace(space=False), Row(",", ",", "PUNCT", ",", 4, "punct"),
         Row("a", "a", "DET", "DT", 4, "det"), Row(noun, noun, "NOUN", "NN", 0, "appos")],
    ]  # fmt: skip
    return rng.choice(shapes)


def adjunct(rng: random.Random) -> list[Row]:
    """What may follow cue and source: nothing, a day, or a place of utterance."""
    day = [Row("on", "on", "ADP", "IN", 1, "case"), propn(rng.choice(DAYS), -1, "obl")]
    statement = [
        Row("in", "in", "ADP", "IN", 2, "case"),
        Row("a", "a", "DET", "DT", 2, "det"),
        Row("statement", "statement", "NOUN", "NN", -1, "obl"),
    ]
    return rng.choice([[], [], day, statement])


def wrap(content: list[list[str]], rng: random.Random) -> list[list[str]]:
    """CoNLL-U rows of one made sentence; ``content`` is a treebank sentence without its full stop."""
    left, right = rng.choice([('"', '"'), ("“", "”"), ('"', '"'), ("", "")])
    root = next(i for i, row in enumerate(content) if row[6] == "0")
    rows, lead = [], 1 if left else 0
    if left:
        rows.append(plain(Row(left, left, "PUNCT", "``", 0, "punct", False), 1, root + 2))
    for i, row in enumerate(content):
        head = int(row[6]) + lead if row[6] != "0" else 0
        rows.append([str(i + 1 + lead), *row[1:6], str(head), row[7], "_", row[9]])
    rows[-1][9] = "SpaceAfter=No"
    rows.append(plain(Row(",", ",", "PUNCT", ",", 0, "punct", not right), len(rows) + 1, root + 1 + lead))
    if right:
        rows.append(plain(Row(right, right, "PUNCT", "''", 0, "punct"), len(rows) + 1, root + 1 + lead))
    return finish(rows, root + lead, rng)


def finish(rows: list[list[str]], root: int, rng: random.Random) -> list[list[str]]:
    """Append cue, source, adjunct and full stop; the content's root becomes the cue's ccomp."""
    verb = rng.choice([*VERBS, "say", "say", "say"])
    cue = Row(past(verb), verb, "VERB", "VBD", -1, "root")
    subject, extra = source(rng), adjunct(rng)
    inverted = rng.random() < 0.75
    cue_id = len(rows) + 1 + (0 if inverted else len(subject))
    rows[root][6], rows[root][7] = str(cue_id), "ccomp"
    for part in [[cue], subject, extra] if inverted else [subject, [cue], extra]:
        offset = len(rows)
        for row in part:
            head = cue_id if row.head < 0 else offset + row.head + 1
            rows.append(plain(row, len(rows) + 1, 0 if row is cue else head))
    rows[-1][9] = "SpaceAfter=No"
    rows.append(plain(Row(".", ".", "PUNCT", ".", 0, "punct"), len(rows) + 1, cue_id))
    return rows


def plain(row: Row, number: int, head: int) -> list[str]:
    """CoNLL-U columns of a made word."""
    space = "_" if row.space else "SpaceAfter=No"
    return [str(number), row.form, row.lemma, row.upos, row.xpos, "_", str(head), row.deprel, "_", space]


def contents(treebank: Path) -> list[list[list[str]]]:
    """Declarative treebank sentences of 4 to 18 words without quotes, contractions or speech."""
    found = []
    for block in treebank.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line[:1].isdigit()]
        if not 5 <= len(rows) <= 19 or any(not row[0].isdigit() for row in rows):
            continue
        *body, last = rows
        roots = [row for row in body if row[6] == "0"]
        verbal = roots and any(r[7].startswith("nsubj") and r[6] == roots[0][0] for r in body)
        quoted = any(row[1] in "\"“”``''()[]:" or row[2] == "say" for row in body)
        if last[1] == "." and verbal and not quoted and body[0][1][0].isupper():
            found.append(body)
    return found


def text_of(rows: list[list[str]]) -> str:
    """The sentence as text."""
    return "".join(row[1] + ("" if "SpaceAfter=No" in row[9] else " ") for row in rows).strip()


def make(treebank: Path, count: int, seed: int = 1234) -> str:
    """CoNLL-U text of ``count`` made sentences."""
    rng = random.Random(seed)
    chosen = rng.sample(pool := contents(treebank), min(count, len(pool)))
    blocks = []
    for i, content in enumerate(chosen):
        rows = wrap([list(row) for row in content], rng)
        lines = [f"# sent_id = quotative-{i + 1}", f"# text = {text_of(rows)}", *("\t".join(r) for r in rows)]
        blocks.append("\n".join(lines) + "\n\n")
    return "".join(blocks)
