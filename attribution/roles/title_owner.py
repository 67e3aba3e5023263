"""Whether words taken for somebody's office are another's: lists of titles and names, forms of address, turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import FORMS_OF_ADDRESS, POSSESSIVE_MARKS
from attribution.lexicon.nouns import noun
from attribution.names.named_entities import Name, is_title


def is_of_another(doc: Doc, span: tuple[int, int], name: Name, people: Mapping[int, int]) -> bool:
    """Return whether the office at tokens ``span`` is not that of ``name``, whatever the parse says.

    ``people`` are the first tokens of the article's people and where their names end.
    """
    start, end = span
    if start < name.end and end > name.start:
        return False
    if _has_paragraph_break(doc[end : name.start] if end <= name.start else doc[name.end : start]):
        return True
    if start >= name.end and (end in people or _is_subject(doc, end, name)):
        return True
    if doc[start - 1 if start else 0].lower_.strip(".") in FORMS_OF_ADDRESS and end != name.start:
        return True
    named = (i for i in range(start, end) if i in people and people[i] - i > 1)
    return any(not _is_served(doc, i, people[i]) for i in named)


def _has_paragraph_break(tokens: Iterable[Token]) -> bool:
    return any(token.is_space and "\n\n" in token.text for token in tokens)


def _is_subject(doc: Doc, after: int, name: Name) -> bool:
    """Return whether words after a name that is no subject go on with a verb: "Greeting Lind, the president said"."""
    if after >= len(doc) or doc[after].tag_ not in ("VBD", "VBZ", "VBP", "MD"):
        return False
    return not any(t.dep_.startswith("nsubj") for t in doc[name.start : name.end])


def _is_served(doc: Doc, start: int, end: int) -> bool:
    """Return whether a name inside a title is whom its holder serves: "adviser to President | Ada Lind"."""
    if end < len(doc) and doc[end].text in POSSESSIVE_MARKS:
        return True
    i = start - 1
    while i > 0 and (is_title(doc[i]) or (i + 1 < start and _describes(doc[i]))):
        i -= 1
    return bool(doc[i].pos_ == "ADP")


def _describes(token: Token) -> bool:
    return bool(token.pos_ == "ADJ" or token.ent_type_ == "NORP" or noun(token.text).kind == "honorific")
