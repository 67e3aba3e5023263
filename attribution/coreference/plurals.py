"""Groups that "they" and "some" point back to: "Residents queued for water. Some said they wanted to leave.\""""

from __future__ import annotations

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import PARTITIVES, THEY_OR_THEM
from attribution.lexicon.nouns import ROLE_CLASSES, noun

PEOPLE = frozenset(["person", "kin", "group", *ROLE_CLASSES])


def group_meant(doc: Doc, word: Token) -> tuple[int, int] | None:
    """Return the tokens of the one group of people that "they", "them" or "some" can mean.

    It is the plural subject before it in its own sentence, else the one of the sentence before; None where there
    is none, or more than one.
    """
    if word.lower_ not in THEY_OR_THEM and (word.lower_ not in PARTITIVES or any(True for _ in word.children)):
        return None
    sentence = word.sent
    for start, end in ((sentence.start, word.i), (_start_before(doc, sentence.start), sentence.start)):
        found = [t for t in doc[start:end] if _is_group(t)]
        if found:
            return _phrase(doc, found[0]) if len(found) == 1 else None
    return None


def _start_before(doc: Doc, start: int) -> int:
    if not start or "\n\n" in doc[start - 1].text:
        return start
    return int(doc[start - 1].sent.start)


def _is_group(token: Token) -> bool:
    if not token.dep_.startswith("nsubj") or token.tag_ not in ("NNS", "NNPS"):
        return False
    return noun(token.lemma_).kind in PEOPLE and not any(c.dep_ in ("nummod", "conj") for c in token.children)


def _phrase(doc: Doc, head: Token) -> tuple[int, int]:
    """Return the noun phrase without article, clauses and what stands apart."""
    apart = {t.i for c in head.children if c.dep_ in ("acl:relcl", "acl", "appos", "punct") for t in c.subtree}
    inside = {t.i for t in head.subtree} - apart
    start, end = head.i, head.i + 1
    while start - 1 in inside and doc[start - 1].pos_ not in ("DET", "PUNCT", "SPACE"):
        start -= 1
    while end in inside:
        end += 1
    return start, end
