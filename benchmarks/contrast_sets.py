"""Is the sign of an attitude right under whatever stands above it? Generated sentences, each with its expected sign.

    python -m benchmarks.contrast_sets [--parses FILE] [--wrong 20] [--seed 1]

Attitude verbs and nouns, whose sign ``frames.tsv`` tells, are crossed with the words of ``signatures.tsv`` ("failed to
back it", "did not fail to back it"), with negation, negative subjects, modality, conditions and stacks of two such
words. The expected sign follows from the two tables by the rules of ``compose`` and ``expected``, written here anew,
not taken from the code that is measured. ``--parses`` keeps the parses, which take most of the time.

Of each sentence the rows for the object are counted: right, or wrong, of which ``open`` are those where a sign was
expected and nothing was found, ``inverted`` those with the opposite of the expected sign, and ``certain`` the inverted
ones that are stated with commitment "certain".
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from attribution.analyze import analyze
from attribution.stance.frames import load_frames
from attribution.stance.signatures import TABLE
from quotes.parser.doc import Parse, new_vocab, to_doc
from quotes.parser.parse import Parser
from quotes.tables import records
from quotes.types import Article

VERBS = {  # with past tense and gerund
    "support": ("supported", "supporting"), "back": ("backed", "backing"), "endorse": ("endorsed", "endorsing"),
    "praise": ("praised", "praising"), "applaud": ("applauded", "applauding"), "defend": ("defended", "defending"),
    "welcome": ("welcomed", "welcoming"), "oppose": ("opposed", "opposing"), "reject": ("rejected", "rejecting"),
    "condemn": ("condemned", "condemning"), "denounce": ("denounced", "denouncing"),
    "criticise": ("criticised", "criticising"), "deplore": ("deplored", "deploring"),
}  # fmt: skip
NOUNS = {"support": "for", "backing": "for", "praise": "for", "opposition": "to", "criticism": "of"}
HOLDERS = ["Ida Eide", "Per Dahl", "Rosa Lind", "Karl Brandt", "Nora Vance", "Tom Holt"]
TITLES = ["Mayor", "Senator", "Governor", "Minister"]
OBJECTS = ["levy", "strike", "pact", "budget", "merger", "curfew", "reform", "raid", "treaty", "tax"]
IRREGULAR = {
    "forget": "forgot", "bring": "brought", "seek": "sought", "fall": "fell", "withdraw": "withdrew", "give": "gave",
    "have": "had", "lend": "lent", "lose": "lost", "keep": "kept", "think": "thought", "know": "knew", "see": "saw",
    "understand": "understood", "hide": "hid", "overlook": "overlooked", "quit": "quit", "stop": "stopped",
    "drop": "dropped", "shy": "shied", "deny": "denied", "refrain": "refrained", "bar": "barred", "omit": "omitted",
    "withhold": "withheld", "try": "tried",
}  # fmt: skip
AFTER = {"bring": " herself", "shy": " away", "back": " away"}  # what a verb has behind it in these constructions
OTHERS = {"prevent", "keep", "stop", "dissuade", "bar", "discourage", "accuse", "suspect"}  # who did it is the object
PER_ROW = 14  # sentences of a signature in a positive and in a negated sentence each
SIGN = {"+": 1, "-": -1, "~": -1, "?": 0, "0": 0}  # "~": merely not done; "?": only claimed


class Attitude(NamedTuple):
    """A verb or noun that is for (+1) or against (-1) its object, and its act in ``frames.tsv``."""

    lemma: str
    sign: int
    act: str


class Case(NamedTuple):
    """A sentence, the construction it shows, who holds the attitude to what, and which signs are right (0: no row)."""

    construction: str
    text: str
    holder: str
    target: str
    right: frozenset[int]


def attitudes(lemmas: Sequence[str], pos: str) -> list[Attitude]:
    """Return the sign and act of each lemma's frame with a plain object or the preposition in ``NOUNS``."""
    found = []
    for lemma in lemmas:
        argument = NOUNS[lemma] if pos == "NOUN" else "obj"
        frames = [f for f in load_frames()[lemma, "attitude"] if f.pos == pos and f.frame == (argument,)]
        found.append(Attitude(lemma, SIGN[dict(frames[0].effects)[argument]], frames[0].act))
    return found


def compose(*steps: tuple[int, int] | None) -> int:
    """Return the sign below some steps from the top down: None for a "not", else what a word makes of + and of -."""
    sign = 1
    for step in steps:
        sign = -sign if step is None else 0 if sign == 0 else step[0] if sign > 0 else step[1]
    return sign


def expected(attitude: Attitude, sign: int, sure: bool = True) -> frozenset[int]:
    """Return the signs that are right for an attitude in a context of this sign; with 0 where no row is right too.

    Not to support is to be against it or nothing, not to oppose is to be for it or nothing, but not to condemn is
    nothing.
    """
    if sign > 0:
        return frozenset({attitude.sign} if sure else {attitude.sign, 0})
    turned = sign < 0 and (attitude.sign > 0 or attitude.act == "oppose")
    return frozenset({-attitude.sign, 0} if turned else {0})


def past(verb: str) -> str:
    return IRREGULAR.get(verb) or verb + ("d" if verb.endswith("e") else "ed")


def signature_cases(rng: random.Random) -> Iterator[Case]:
    """Yield sentences for each row of the table of signatures, in a positive and in a negated sentence."""
    verbs, nouns = attitudes(list(VERBS), "VERB"), attitudes(list(NOUNS), "NOUN")
    for row in records(TABLE):
        for negated in (False, True):
            for _ in range(PER_ROW):
                attitude = rng.choice(nouns if row["construction"] == "noun" else verbs)
                holder, other = rng.sample(HOLDERS, 2)
                who, target = f"{rng.choice(TITLES)} {holder}", rng.choice(OBJECTS)
                if text := _sentence(row, negated, attitude, who, f"Deputy {other}", target):
                    owner = other if row["construction"] == "that" or _has_doer(row) else holder
                    name = f"{row['construction']}, {'negated' if negated else 'positive'}"
                    yield Case(name, text, owner, target, _right(row, negated, attitude))


def _has_doer(row: dict[str, str]) -> bool:
    """Whether the object of a row's verb does what stands below: "kept Lee from backing it"."""
    return row["construction"] in {"from", "of"} and row["lemma"] in OTHERS


def _right(row: dict[str, str], negated: bool, attitude: Attitude) -> frozenset[int]:
    """Return the right signs under a row's word; a whole clause that is not so gives nobody a row.

    Where the word is a verb of the holder's own doing, a row is expected if the attitude is so; elsewhere none is
    right as well.
    """
    effect = SIGN[row["positive"]], SIGN[row["negated"]]
    sign = compose(*([None, effect] if negated else [effect]))
    if sign < 0 and (row["positive"] == "~" or row["construction"] == "that"):
        sign = 0
    return expected(attitude, sign, sure=row["pos"] == "VERB" and row["construction"] != "judgement")


def _sentence(row: dict[str, str], negated: bool, attitude: Attitude, who: str, other: str, target: str) -> str:
    """Return a sentence with a row's word above the attitude; "" for the constructions not generated."""
    lemma, pos, construction = row["lemma"], row["pos"], row["construction"]
    before = f"did not {lemma}" if negated else past(lemma)
    no, thing = ("not " if negated else ""), f"the {target}"
    infinitive = f"to {attitude.lemma} {thing}"
    gerund, finite = (f"{form} {thing}" for form in reversed(VERBS.get(attitude.lemma, ("", ""))))
    if construction == "noun":
        return f"{who} {before} her {attitude.lemma} {NOUNS[attitude.lemma]} {thing}."
    if construction == "that":
        return _that(row, before, no, who, f"that {other} {finite}")
    if construction == "judgement":
        if pos == "NOUN":
            return f'"It was {no}{"an" if lemma[0] in "aeiou" else "a"} {lemma} {infinitive}," {who} said.'
        return f"{who} said she was {no}{lemma} {infinitive}."
    if pos in {"ADJ", "ADV"}:
        return f"{who} is {no}{lemma} {infinitive if construction == 'infinitive' else f'{construction} {gerund}'}."
    if pos == "NOUN":
        return "" if negated else f"{who} explained her {lemma} {infinitive}."
    if lemma in OTHERS and construction in {"from", "of"}:
        return f"{who} {before} {other} {construction} {gerund}."
    below = {"infinitive": infinitive, "gerund": gerund}.get(construction, f"{construction} {gerund}")
    return f"{who} {before}{AFTER.get(lemma, '')} {below}."


def _that(row: dict[str, str], before: str, no: str, who: str, clause: str) -> str:
    """Return a sentence with a clause that has a subject of its own below a row's word."""
    lemma, pos = row["lemma"], row["pos"]
    if pos == "ADV":
        return f"{who} {lemma} claimed {clause}." if not no else ""
    if pos == "ADJ":
        return f"It is {no}{lemma} {clause}, {who} said."
    if pos == "NOUN":
        article = "the" if lemma == "case" else "a"
        return f"It is {no}{article} {lemma} {clause}, {who} said." if lemma != "denial" else ""
    return f"It {before} {clause}, {who} said." if lemma in {"seem", "appear"} else f"{who} {before} {clause}."


NEGATED = [
    "{who} no longer {verbs} the {target}.", "{who} does not {verb} the {target}.",
    "{who} does not {verb} the {target} any more.", "{who} did not {verb} the {target}.",
    "{who} never {verbed} the {target}.", "{who} has never {verbed} the {target}.",
    "{who} said she can no longer {verb} the {target}.", '"I will not {verb} the {target}," {who} said.',
    '"We no longer {verb} the {target}," {who} said.', '"I cannot {verb} the {target}," {who} said.',
    '"Under no circumstances do we {verb} the {target}," {who} said.',
    '"Nobody should {verb} the {target}," {who} said.', '"Neither party should {verb} the {target}," {who} said.',
    '"No senator should {verb} the {target}," {who} said.', "Neither {who} nor the council {verbed} the {target}.",
    '"I have never {verbed} the {target}," {who} said.', "{who} will not {verb} the {target}.",
]  # fmt: skip
NOBODYS = [
    "No senator {verbed} the {target}.", "Nobody in the council {verbed} the {target}.",
    "Neither party {verbed} the {target}.", "Few senators {verbed} the {target}.",
    "None of the senators {verbed} the {target}.", "No one {verbed} the {target}.",
    "If {who} {verbs} the {target}, the port will close.", "Will {who} {verb} the {target}?",
    "It is unclear whether {who} {verbs} the {target}.", "Unless {who} {verbs} the {target}, the port will close.",
]  # fmt: skip
PLAIN = ["{who} {verbed} the {target}.", "{who} {verbs} the {target}.", '"We {verb} the {target}," {who} said.']
UNSURE = [
    "{who} would {verb} the {target}.", "{who} could {verb} the {target}.", "{who} might {verb} the {target}.",
    "{who} said she would {verb} the {target}.",
    "{who} may {verb} the {target}.", "{who} wants to {verb} the {target}.",
    "{who} hopes to {verb} the {target}.", "{who} will {verb} the {target}.", "{who} plans to {verb} the {target}.",
    '"If they vote, we will {verb} the {target}," {who} said.', "{who} promised to {verb} the {target}.",
]  # fmt: skip
STACKS: list[tuple[str, int]] = [  # each with the sign its words give
    ("{who} refused to stop {verbing} the {target}.", compose((-1, 0), (-1, 1))),
    ("{who} did not refuse to {verb} the {target}.", compose(None, (-1, 0))),
    ("{who} did not stop {verbing} the {target}.", compose(None, (-1, 1))),
    ("{who} never stopped {verbing} the {target}.", compose(None, (-1, 1))),
    ("{who} no longer refuses to {verb} the {target}.", compose(None, (-1, 0))),
    ("{who} managed to avoid {verbing} the {target}.", 0),
    ("{who} did not manage to avoid {verbing} the {target}.", compose(None, (1, -1), (-1, 1))),
    ("{who} failed to stop {verbing} the {target}.", compose((-1, 1), (-1, 1))),
    ('"We will never stop {verbing} the {target}," {who} said.', compose(None, (-1, 1))),
    ('"We have stopped {verbing} the {target}," {who} said.', compose((-1, 1))),
    ('"I refuse to {verb} the {target}," {who} said.', compose((-1, 0))),
]


def pattern_cases(rng: random.Random) -> Iterator[Case]:
    """Yield sentences with negation, negative subjects, modality, conditions and stacks of words with signatures."""
    kinds = [("negation", p, -1) for p in NEGATED] + [("nobody's, conditions, questions", p, 0) for p in NOBODYS]
    kinds += [("plain", p, 1) for p in PLAIN] + [("modality, desire", p, 2) for p in UNSURE]
    kinds += [("stacks", p, sign) for p, sign in STACKS]
    for attitude in attitudes(list(VERBS), "VERB"):
        verbed, verbing = VERBS[attitude.lemma]
        for kind, pattern, sign in kinds:
            holder, target = rng.choice(HOLDERS), rng.choice(OBJECTS)
            words = {"verb": attitude.lemma, "verbs": attitude.lemma + "s", "verbed": verbed, "verbing": verbing}
            text = pattern.format(who=f"{rng.choice(TITLES)} {holder}", target=target, **words)
            yield Case(kind, text, holder, target, expected(attitude, sign, sure=sign == 1))


def parsed(cases: Sequence[Case], path: Path | None) -> list[Parse]:
    """Return the parse of each sentence, from the file where it is kept there; new ones are added to it."""
    kept: dict[str, Parse] = pickle.loads(path.read_bytes()) if path and path.exists() else {}
    if missing := sorted({case.text for case in cases} - kept.keys()):
        parses = Parser().analyse([Article(str(i), text) for i, text in enumerate(missing)])
        kept.update(zip(missing, parses, strict=True))
        if path:
            path.write_bytes(pickle.dumps(kept))
    return [kept[case.text] for case in cases]


def outcome(case: Case, rows: Sequence[tuple[str, int, str, str]]) -> str:
    """Return what the rows (holder, sign, target, commitment) make of a sentence."""
    about = [row for row in rows if case.target in row[2]]
    own = [row for row in about if row[0] in {case.holder, ""}]
    if len(own) < len(about) and case.right == {0}:
        return "wrong"  # somebody else's row, where nobody is to have one
    signs = {row[1] for row in own} or {0}
    if signs <= case.right:
        return "right"
    if inverted := {row[3] for row in own if -row[1] in case.right - {0}}:
        return "inverted, certain" if "certain" in inverted else "inverted"
    return "open" if signs == {0} else "wrong"


def rows_of(text: str, doc: Doc) -> list[tuple[str, int, str, str]]:
    """Return the holder ("" for nobody named), sign, target and commitment of each row of a sentence."""
    analysis = analyze(Article("contrast", text), doc)
    stances = [stance for attribution in analysis.attributions for stance in attribution.stances]
    return [
        ("" if s.holder is None else analysis.entities[s.holder].name, s.polarity, s.target.name, s.commitment)
        for s in stances
    ]


def main() -> None:
    """Print, by construction, how many signs are right."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--parses", type=Path, help="file that keeps the parses")
    options.add_argument("--wrong", type=int, default=0, help="print so many sentences that are not right")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    cases = list({case.text: case for case in (*signature_cases(rng), *pattern_cases(rng))}.values())
    vocab, counts, failed = new_vocab(), Counter[tuple[str, str]](), []
    for case, parse in zip(cases, parsed(cases, given.parses), strict=True):
        rows = rows_of(case.text, to_doc(vocab, case.text, parse))
        result = outcome(case, rows)
        counts[case.construction, result] += 1
        counts["all", result] += 1
        if result != "right":
            failed.append((case, result, rows))
    results = ["right", "open", "wrong", "inverted", "inverted, certain"]
    for name in dict.fromkeys([*(case.construction for case in cases), "all"]):
        total = sum(counts[name, r] for r in results)
        shown = "  ".join(f"{r} {counts[name, r]:4}" for r in results)
        print(f"{name:34} {total:5}  {100 * counts[name, 'right'] / total:5.1f} %  {shown}")
    rng.shuffle(failed)
    for case, result, rows in sorted(failed[: given.wrong], key=lambda f: f[0].construction):
        print(f"{result}: {case.construction}: {case.text}  expected {sorted(case.right)}  rows {rows}")


if __name__ == "__main__":
    main()
