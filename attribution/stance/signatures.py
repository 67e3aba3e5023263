"""Signatures: what a word does to the clause or noun below it, in a positive and in a negated sentence.

After Nairn, Condoravdi and Karttunen (2006): "managed to back it" means that she backed it, "did not manage to" that
she did not; "refused to" that she did not, and "did not refuse to" leaves it open. The table ``signatures.tsv`` has a
row for a lemma, its part of speech and a construction, with the signs:

``+``, ``-``, ``0``   it is so, it is not so, it is left open
``~``   it is merely not done: who "refused to thank" them is against them, who "forgot to thank" them need not be
``?``   only the accuser says that it is so: "accused Lee of backing it"

The constructions:

``infinitive``, ``gerund``   "failed to back it", "stopped backing it"
``from``, ``of``, ``against``, ``short of``   a gerund after these words: "refrained from backing it"
``judgement``   what somebody was wrong or right to do or to have done: "wrong to back it"
``that``        a clause with a subject of its own: "denied that Lee backs it"
``noun``        an attitude as its object: "withdrew her support"
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.tokens import Token

from attribution.stance.frames import TAGS, denies, frames_of, has, lemmas
from quotes.syntax import CLAUSE, PASSIVE_SUBJECT, SUBJECT, case_of, children
from quotes.tables import records

TABLE = Path(__file__).with_name("signatures.tsv")
SIGNS = {"+": 1, "-": -1, "~": -1, "?": 1, "0": 0}
COMPLEMENT = {"xcomp", "ccomp", "csubj", "csubj:pass"}
PHRASE = {"obl", "nmod"}
PREPOSITIONS = {"from", "of", "against"}
CONTROLLED = {"from", "of", "for", "into"}  # "accused Lee of backing it", "thanked her for backing it"
NEGATIVE_SUBJECTS = {"nobody", "none", "neither", "nothing", "few"}
NEGATIVE_DETERMINERS = {"no", "neither", "few"}


@dataclass(frozen=True, slots=True)
class Signature:
    """The sign of what stands below a word, where the word itself is affirmed and where it is denied.

    ``merely`` tells that what is not so is only left undone (``~`` in the table), ``claimed`` that
    it is an accusation (``?``), ``listed`` that the table has it.
    """

    positive: int
    negated: int
    listed: bool = True
    merely: bool = False
    claimed: bool = False

    def of(self, polarity: int) -> int:
        """Return the sign of the complement where the word itself has this one; what is open stays so."""
        return 0 if polarity == 0 else self.positive if polarity > 0 else self.negated


SAME = Signature(1, -1, listed=False)  # "does not want to back it"
OPEN_IF_DENIED = Signature(1, 0, listed=False)  # "did not say that it is good"
APART = Signature(1, 1, listed=False)  # relative clauses and adjuncts: "did not come, backing the strike"


@cache
def load_signatures(path: Path = TABLE) -> dict[tuple[str, str, str], Signature]:
    """Return the signatures by lemma, part of speech and construction."""
    return {
        (row["lemma"], row["pos"], row["construction"]): Signature(
            SIGNS[row["positive"]],
            SIGNS[row["negated"]],
            merely=row["positive"] == "~",
            claimed=row["positive"] == "?",
        )
        for row in records(path)
    }


def signature(node: Token) -> Signature:
    """Return what the word above ``node`` does to it."""
    construction = construction_of(node)
    return _from_table(node, construction) or _by_relation(node, construction)


def _from_table(node: Token, construction: str) -> Signature | None:
    """Return the signature of the word above, or of its adverb: "falsely claimed that"."""
    adverbs = children(node.head, "advmod") if construction == "that" else []
    names = [construction, *(["judgement"] if construction in {"infinitive", "gerund"} else [])]
    found = [_listed(adverb, "that") for adverb in adverbs] + [_listed(node.head, name) for name in names]
    return next((signature for signature in found if signature), None)


def _by_relation(node: Token, construction: str) -> Signature:
    """Return the signature of a word that the table lacks."""
    head = node.head
    if node.dep_ in COMPLEMENT:
        return OPEN_IF_DENIED if construction == "that" and has(head, "report") else SAME
    if node.dep_ in CLAUSE or node.dep_.startswith("acl"):
        return SAME if head.pos_ in {"NOUN", "ADJ"} and construction in {"infinitive", "of"} else APART
    return SAME if head.pos_ in {"VERB", "AUX"} or children(head, "cop") else APART


def _listed(word: Token, construction: str) -> Signature | None:
    """Return the signature that the table has for a word in a construction."""
    table, classes = load_signatures(), [TAGS.get(word.pos_, word.pos_)]
    if word.tag_ == "VBN":
        classes.append("ADJ")  # "was mistaken"
    found = (table.get((lemma, pos, construction)) for pos in classes for lemma in lemmas(word))
    return next((signature for signature in found if signature), None)


def construction_of(node: Token) -> str:
    """Return the construction in which a word stands below its head, "" for one that has no signatures."""
    if node.dep_ in {"obj", "nsubj:pass"}:
        return "noun" if node.pos_ == "NOUN" and frames_of(node, "attitude") else ""
    if node.dep_ == "acl:relcl":  # "it is not the case that" may be parsed so
        return "that" if children(node.head, "expl") else ""
    preposition = case_of(node)
    if node.dep_ in {*CLAUSE, *COMPLEMENT, *PHRASE} and _is_gerund(node) and preposition in PREPOSITIONS:
        return "short of" if _falls_short(node) else preposition
    if node.dep_ in PHRASE:
        return "infinitive" if node.tag_ == "VB" else ""
    return _construction_of_clause(node) if node.dep_ in {*CLAUSE, *COMPLEMENT} else ""


def _construction_of_clause(node: Token) -> str:
    """Return the construction of a clause that no preposition governs."""
    if children(node, *SUBJECT, *PASSIVE_SUBJECT, "expl") or case_of(node) == "that":
        return "that"
    if _is_gerund(node):
        adjunct = node.dep_ == "advcl" and node.i > node.head.i + 1  # "left, backing the strike"
        return "" if adjunct else "gerund"
    return "infinitive"


def _is_gerund(node: Token) -> bool:
    """Whether a verb is a gerund: "denied backing it", "denied having backed it"."""
    return node.tag_ == "VBG" or any(a.tag_ == "VBG" for a in children(node, "aux"))


def _falls_short(node: Token) -> bool:
    """Whether somebody "stopped short of" doing something."""
    return case_of(node) == "of" and any(t.lower_ == "short" for t in (node.head, *children(node.head, "advmod")))


def is_denied(word: Token) -> bool:
    """Return whether a predicate or noun is denied: by "not", "no longer", "nobody" as its subject, "no" before it."""
    marks = children(word, "advmod", "aux", "det", "cc:preconj", "obl")
    return (sum(map(denies, marks)) + has_negative_subject(word)) % 2 == 1


def has_negative_subject(word: Token) -> bool:
    """Return whether a predicate has a subject that denies it: "no senator backs it", "it was backed by nobody"."""
    return any(is_negative(s) for s in children(word, *SUBJECT, *PASSIVE_SUBJECT, "obl:agent"))


def is_negative(noun: Token) -> bool:
    """Return whether a noun phrase is of nobody: "nobody", "neither of them", "no senator", "few", but not "a few"."""
    articles = {c.lower_ for c in children(noun, "det")}
    if noun.lower_ in NEGATIVE_SUBJECTS:
        return not articles & {"a", "the"}
    marks = {c.lower_ for c in children(noun, "det", "amod", "cc:preconj")}
    return bool(marks & NEGATIVE_DETERMINERS) and not articles & {"a", "the"}


def lacks_object(verb: Token) -> bool:
    """Return whether the object is denied: "has no right", "achieves nothing"; but "accepts few" does accept some."""
    denied = filter(is_negative, children(verb, "obj"))
    return any("few" not in {word.lower_ for word in (noun, *noun.children)} for noun in denied)


def is_nobody(noun: Token) -> bool:
    """Return whether a noun phrase names nobody: "no senator", but "neither Dahl nor Lee" names two."""
    return is_negative(noun) and noun.pos_ != "PROPN"


def controller(verb: Token) -> list[Token]:
    """Return who does what a gerund names by being the object of the verb above: "kept Lee from backing it"."""
    governed = verb.tag_ == "VBG" and verb.dep_ in {"advcl", "obl"} and case_of(verb) in CONTROLLED
    return children(verb.head, "obj") if governed else []


def shares_denial(conjunct: Token) -> bool:
    """Return whether a conjunct is denied with the first one: "did not back or praise it"."""
    bare = not children(conjunct, *SUBJECT, *PASSIVE_SUBJECT, "aux")
    return bare and any(c.lower_ in {"or", "nor"} for c in children(conjunct, "cc"))
