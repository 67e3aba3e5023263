"""The stance lexicon (``frames.tsv``): what a verb, noun or adjective does to its arguments.

One row per frame, tab-separated, ``-`` for nothing:

``kind``
    ``attitude``  the holder's own attitude ("we condemn X"); counts where the subject is the holder
    ``deed``      doing it speaks for or against the doer, whoever says so ("X violates the truce")
    ``event``     noun: what an attitude to it does to its doer, or what it says of the doer by itself
    ``quality``   what a predicate says of its subject ("X is unacceptable")
    ``shift``     hands an attitude on to its arguments ("stop X": flip, "send X": same)
    ``perform``   light verb whose subject does the event it governs ("commit", "launch")
    ``report``    its subject owns what it governs
    ``class``     words of one meaning (``@civilian``), listed in place of the frame; ``noun:office`` stands for all
                  nouns of that class in the noun lexicon (``lexicon/nouns.tsv``), ``-justice`` takes one out
    the rest      single words that hedge, negate or strengthen
``frame``
    what must be there: ``obj``, ``clause``, a preposition, ``obj:word,word`` or ``obj:@class`` (with that
    head), ``x:word`` (with that word as a child); ``-`` nothing
``effects``
    ``argument=value``: ``+`` or ``-`` in itself; ``same`` or ``flip`` hand on the attitude that comes in;
    ``wish`` like ``+`` for a clause that is a wish; arguments as in ``frame``, and ``subj``, ``head`` (what
    is described), ``self`` (the event), ``agent`` (its doer), ``poss``, ``theme`` (the subject of the clause)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.tokens import Token

from attribution.lexicon.closed_class import FIRST_PERSON
from attribution.lexicon.nouns import nouns_of
from quotes.syntax import case_of, children, clauses, described, is_passive, objects, obliques, subjects
from quotes.tables import numbered_rows

LEXICON = Path(__file__).with_name("frames.tsv")
TAGS = {"PROPN": "NOUN", "AUX": "VERB"}
ENDINGS = (("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("es", ""), ("s", ""))
NOUNS_OF = "noun:"  # before a class of ``lexicon/nouns.tsv``
NOT_ALONE = {"only", "just", "merely", "simply"}
NEAR = 8  # words between a frame's word and its ``x:`` word


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry: ``lemma`` with ``pos`` in this ``frame`` has these ``effects`` (argument, value)."""

    lemma: str
    pos: str
    kind: str
    frame: tuple[str, ...]
    effects: tuple[tuple[str, str], ...]
    strength: float
    act: str
    example: str
    note: str

    @property
    def demands(self) -> int:
        """How much the frame asks of its surroundings: one for each need, one more for a given word."""
        return sum(1 + (":" in need) for need in self.frame)

    @property
    def label(self) -> str:
        """Readable name: ``accuse obj``, ``call for``."""
        return " ".join([self.lemma, *(need for need in self.frame if need != "-")])


@cache
def load_frames(path: Path = LEXICON) -> dict[tuple[str, str], tuple[Frame, ...]]:
    """Return the frames by (lemma, kind). Raises ValueError with the line number for a malformed row."""
    found: dict[tuple[str, str], list[Frame]] = {}
    _header, *body = numbered_rows(path)
    for number, row in body:
        frame = _frame(row, number)
        found.setdefault((frame.lemma, frame.kind), []).append(frame)
    return {key: tuple(frames) for key, frames in found.items()}


def _frame(row: list[str], number: int) -> Frame:
    if len(row) != 9:
        raise ValueError(f"line {number}: {len(row)} columns instead of 9")
    lemma, pos, kind, frame, effects, strength, act, example, note = ("" if c == "-" else c for c in row)
    pairs = tuple((argument, value) for argument, _, value in (e.partition("=") for e in effects.split()))
    return Frame(lemma, TAGS.get(pos, pos), kind, tuple(frame.split()), pairs, float(strength or 0), act, example, note)


def has(token: Token, kind: str) -> bool:
    """Return whether the word has an entry of this kind, whatever the frame."""
    return any(f.pos == _tag(token) for lemma in lemmas(token) for f in load_frames().get((lemma, kind), ()))


def frames_of(token: Token, kind: str) -> list[Frame]:
    """Return the token's frames of one kind that fit its arguments: only the most demanding ones."""
    fitting = [
        frame
        for lemma in lemmas(token)
        for frame in load_frames().get((lemma, kind), ())
        if _fits(token, frame)
    ]
    if is_passive(token) and any(frame.pos == "ADJ" for frame in fitting):
        fitting = [frame for frame in fitting if frame.pos == "ADJ"]  # "is opposed to", not "is opposed"
    most = max((frame.demands for frame in fitting), default=0)
    return [frame for frame in fitting if frame.demands == most]


def _fits(token: Token, frame: Frame) -> bool:
    """Whether a frame is of the token's part of speech and all it asks for is there."""
    same = frame.pos == _tag(token) or (frame.pos == "ADJ" and _is_participle(token))
    return same and all(_meets(token, need) for need in frame.frame)


def _is_participle(token: Token) -> bool:
    """Whether a verb form is used as an adjective: "opposed to", "the unrelenting raids"."""
    return token.tag_ == "VBN" or (token.tag_ == "VBG" and not children(token, "obj"))


def _tag(token: Token) -> str:
    if token.pos_ == "ADJ" and token.dep_ in {"obj", "nsubj", "nsubj:pass", "obl", "nmod"} and children(token, "det"):
        return "NOUN"  # "halt the offensive": a mistagged noun
    return TAGS.get(token.pos_, str(token.pos_))


@cache
def word_class(name: str) -> frozenset[str]:
    """Return the words of a class such as ``@civilian``. Raises KeyError for an unknown one."""
    listed = load_frames()[name, "class"][0].frame
    kinds = [word.removeprefix(NOUNS_OF) for word in listed if word.startswith(NOUNS_OF)]
    without = {word[1:] for word in listed if word.startswith("-")}
    single = {word for word in listed if not word.startswith((NOUNS_OF, "-"))}
    return frozenset(single.union(*map(nouns_of, kinds)) - without)


def denies(word: Token) -> bool:
    """Return whether a word negates what it stands beside: "not", "never", "no longer", but not "not only"."""
    following = word.nbor().text.lower() if word.i + 1 < len(word.doc) else ""
    if word.dep_ in {"advmod", "obl"} and any(c.lower_ == "no" for c in word.children):
        return True  # "no longer", "in no way", "under no circumstances"
    return has(word, "deny") and following not in NOT_ALONE


def is_group(token: Token) -> bool:
    """Return whether a noun means people who act together or hold an office: "forces", "government"."""
    return not word_class("@group").isdisjoint(lemmas(token))


def lemmas(token: Token) -> list[str]:
    """Return the token's lemma, and where the lemmatizer slipped ("condemne") the verb its ending hides."""
    out = [token.lemma_.lower()]
    word = token.text.lower()
    if token.pos_ in {"VERB", "ADJ", "NOUN"}:
        for ending, fill in ENDINGS:
            if ending == "ing" and token.pos_ == "NOUN":
                continue  # "timing" is no time
            if word.endswith(ending) and (guess := word[: -len(ending)] + fill) not in out:
                out.append(guess)
    out.append(word)
    return list(dict.fromkeys(out))


def _meets(token: Token, need: str) -> bool:
    argument, _, words = need.partition(":")
    if argument == "x":
        # "noted with regret", but not "noted that many regret it"
        near = [t for child in token.children if child.dep_ != "ccomp" for t in (child, *child.children)]
        return any(_is_one_of(t, words) for t in near if abs(t.i - token.i) < NEAR)
    found = arguments(token, argument)
    return any(_is_one_of(t, words) for t in found) if words else bool(found)


def _is_one_of(token: Token, words: str) -> bool:
    names = {"i": FIRST_PERSON}.get(words.lower().split(",")[0])
    if names:
        return token.text.lower() in names
    wanted = word_class(words) if words.startswith("@") else frozenset(words.split(","))
    of = (c for c in children(token, "nmod") if case_of(c) == "of")
    return not wanted.isdisjoint(lemmas(token)) or any(c.lemma_ in wanted for c in of)


def arguments(token: Token, name: str) -> list[Token]:
    """Return the heads that fill argument ``name`` of a predicate (see the module); [] if none."""
    if name == "subj":
        return subjects(token)
    if name == "obj":
        return objects(token)
    if name == "clause":
        return clauses(token)
    if name == "head":
        return [token.head] if token.pos_ == "ADP" else described(token)
    if name == "self":
        return [token]
    if name == "poss":
        return children(token, "nmod:poss")
    if name == "theme":
        return [s for clause in clauses(token) if clause.dep_ != "xcomp" for s in subjects(clause)]
    return obliques(token, name)
