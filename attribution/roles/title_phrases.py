"""A title as the text states it ("Norland’s foreign minister"), split into office and organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import POSSESSIVE_MARKS
from attribution.lexicon.countries import LISTED_COUNTRIES
from attribution.lexicon.nouns import ROLE_CLASSES, noun
from attribution.types import Role
from quotes.types import Span

SENT_ABROAD = {"ambassador", "envoy", "consul", "representative"}  # of their country, to another
STATES = {"republic", "kingdom", "federation", "emirates", "states"}
PORTFOLIO = {"secretary", "minister", "chief", "undersecretary"}  # "of Defence" is part of their title
AGENTIVE = ("er", "or", "ist", "ian", "eer", "ant", "ee", "path", "crat", "naut", "phile")


def stated_role(doc: Doc, span: tuple[int, int], head: Token) -> Role:
    """Return the role that tokens ``[start, end)`` with head noun ``head`` state, split in two."""
    start, end = span
    evidence = character_span(doc, start, end)
    body = _organisation(doc, start, end, head)
    title_tokens = [t for t in doc[start:end] if not body or not body[0] <= t.i < body[1]]
    organisation = _text(doc, *trim_phrase(doc, *body)) if body else None
    title, stated = _title_text(title_tokens, head), _in_singular(doc, start, end, head)
    return Role(title, organisation, stated, evidence) if title else Role(stated, None, stated, evidence)


def _text(doc: Doc, start: int, end: int) -> str:
    return str(doc[start:end].text)  # not a slice of doc.text, which is made anew each time


def is_plural(office: Token) -> bool:
    """Return whether an office is said of several: "ministers | Ada Lind and Per Holm"."""
    if office.tag_ in ("NNS", "NNPS"):
        return True
    if office.text.lower().endswith("s.") and noun(office.text).kind:  # "Sens."
        return noun(office.text[:-2] + ".").kind != ""
    return bool(office.text.lower() != office.lemma_.lower() and office.text.endswith("s"))


def _in_singular(doc: Doc, start: int, end: int, head: Token) -> str:
    """Return the words of a role as they are said of one person."""
    if not is_plural(head) or not start <= head.i < end:
        return _text(doc, start, end)
    text, at = _text(doc, start, end), head.idx - doc[start].idx
    return text[:at] + _singular(head) + text[at + len(head) :]


def _singular(office: Token) -> str:
    """Return an office in the singular; the lemmas of names stay plural."""
    word, lemma = str(office.text), str(office.lemma_)
    if lemma.lower() == word.lower():
        return re.sub(r"s(\.?)$", r"\1", word)
    return lemma if word.islower() else word[:1] + lemma[1:]


def head_of(doc: Doc, start: int, end: int) -> Token:
    """Return the token of ``[start, end)`` whose head lies outside (the first, should there be several)."""
    return next((t for t in doc[start:end] if not start <= t.head.i < end or t.head.i == t.i), doc[start])


def is_office(token: Token) -> bool:
    """Return whether a noun can be the head of a role: listed, or an unlisted word for a doer."""
    kinds = {noun(token.lemma_).kind, noun(token.text).kind}
    if ROLE_CLASSES & kinds:
        return True
    return kinds == {""} and token.pos_ == "NOUN" and token.lemma_.lower().endswith(AGENTIVE)


def is_listed_office(token: Token) -> bool:
    """Return whether the noun is a listed office, rank or occupation."""
    return bool(ROLE_CLASSES & {noun(token.lemma_).kind, noun(token.text).kind})


def own_office(doc: Doc, owner: Token, name: Token) -> Token | None:
    """Return the office that titles before a name make its own: the last, or the one that the last is part of.

    "spokesman for President | Ada Lind" makes her president; with an article the inner office is another's:
    "Head of the Office of the President | Ada Lind". None where that is open: "the wife of the President | Ada Lind".
    """
    path = _governing_nouns(doc, owner, name)
    at = next((n for n, token in enumerate(path) if is_listed_office(token)), None)
    if at is None:
        return owner
    while at + 1 < len(path) and doc[path[at].i - 1].text == "-":  # "Commander-in-Chief"
        at += 1
    outer = next((n for n in range(len(path) - 1, at, -1) if _is_of_somebody(path[n])), None)
    if outer is None or not _has_own_article(doc, path[at]):
        return path[at]
    bare_title = not any(c.dep_ in ("det", "nmod:poss") for c in path[outer].children)
    return path[outer] if is_listed_office(path[outer]) and (outer - at > 1 or bare_title) else None


def _governing_nouns(doc: Doc, owner: Token, name: Token) -> list[Token]:
    """Return a title and the nouns before it that it belongs to, from the inside out, up to a mark."""
    path = [owner]
    while True:
        below = name if path[-1].head.i == name.i else path[-1]  # a title may hang on the name, which hangs on the body
        above = below.head
        if below.dep_ not in ("nmod", "nmod:of", "nmod:poss", "appos") or above.i >= path[-1].i:
            return path
        if any(t.text in (",", ":", ";") or t.is_space for t in doc[above.i : path[-1].i]):
            return path
        path.append(above)


def _has_own_article(doc: Doc, office: Token) -> bool:
    """Return whether "the" stands before an office and the words that narrow it."""
    left = office.i - 1
    while left > 0 and doc[left].pos_ in ("ADJ", "NOUN", "PROPN"):
        left -= 1
    return bool(doc[left].lower_ == "the")


def _is_of_somebody(token: Token) -> bool:
    return is_listed_office(token) or noun(token.lemma_).kind in ("kin", "person")


def _organisation(doc: Doc, start: int, end: int, head: Token) -> tuple[int, int] | None:
    """Return the token range of what the office belongs to: possessor, "of the agency", or a leading name."""
    possessor = next((c for c in head.children if c.dep_ == "nmod:poss" and start <= c.i < head.i), None)
    if possessor is not None and possessor.pos_ != "PRON":
        return min(t.i for t in possessor.subtree if t.i >= start), max(t.i for t in possessor.subtree) + 1
    leading = _leading_name(doc, start, head)
    if leading and head.lemma_.lower() in SENT_ABROAD:
        return leading
    return _belonging_phrase(doc, head, end) or leading


def _belonging_phrase(doc: Doc, head: Token, end: int) -> tuple[int, int] | None:
    for adp in doc[head.i + 1 : end]:
        if adp.dep_ != "case" or adp.pos_ != "ADP" or adp.head.i < adp.i or doc[adp.i - 1].text == "-":
            continue  # "Commander-in-Chief" is one word
        of_what = adp.head
        if head.lemma_.lower() in PORTFOLIO and adp.text == "of" and not _is_held_in(doc, head, adp.i + 1, of_what):
            continue
        named = any(t.pos_ == "PROPN" or t.ent_type_ in ("LOC", "ORG", "NORP") for t in doc[adp.i + 1 : of_what.i + 1])
        if named or noun(of_what.lemma_).kind == "body":
            return adp.i, end
    return None


def _is_held_in(doc: Doc, head: Token, start: int, of_what: Token) -> bool:
    """Return whether "of" names a state or council rather than a portfolio: "Prime Minister of", "of the Council"."""
    if of_what.ent_type_ == "LOC" or (head.i and doc[head.i - 1].lower_ == "prime"):
        return True
    words = [t for t in doc[start : of_what.i + 1] if t.lower_ != "the"]
    country = LISTED_COUNTRIES.country(" ".join(t.text for t in words)) or of_what.lower_ in STATES
    council = noun(of_what.lemma_).kind == "body" and len(words) < of_what.i + 1 - start
    return bool(country) or council


def _leading_name(doc: Doc, start: int, head: Token) -> tuple[int, int] | None:
    """Return the country or body named before the office: "former | Norland | senator"."""
    for kinds in (("NORP", "LOC", "ORG"), ()):
        run = [t.i for t in doc[start : head.i] if (t.ent_type_ in kinds if kinds else _is_plain_name(t))]
        if run:
            first = run[0]
            last = first
            while last + 1 in run or (last + 2 in run and not doc[last + 1].text.isalpha()):
                last += 1
            return first, last + 1
    return None


def _is_plain_name(token: Token) -> bool:
    return (
        token.pos_ == "PROPN"
        and token.dep_ in ("compound", "nmod:desc")
        and not is_listed_office(token)
        and len(token.text) > 1
        and token.text.isupper()
    )


def _title_text(tokens: list[Token], head: Token) -> str:
    """Return the words of a title, its head in the singular, without marks left at its ends."""
    words = [(_singular(t) if t.i == head.i and is_plural(head) else t.text) + t.whitespace_ for t in tokens]
    return re.sub(r"\s+", " ", "".join(words)).strip(" ,-–’'")


def trim_phrase(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the range without articles, honorifics, marks and prepositions at its ends."""
    while start < end and (
        doc[start].pos_ in ("DET", "PUNCT", "SPACE", "ADP", "CCONJ")
        or (doc[start].text.lower() in ("now", "then", "currently", "once", "dear") and end - start > 1)
        or doc[start].tag_ in ("PRP$", "WP$")
        or noun(doc[start].text).kind == "honorific"
    ):
        start += 1
    if end - start > 2 and doc[start].text.lower() == "it" and doc[start + 1].text == "s":  # "its", split
        start += 2
    while end > start and (
        doc[end - 1].pos_ in ("PUNCT", "SPACE", "CCONJ")
        or doc[end - 1].pos_ == "ADP"
        or doc[end - 1].text in POSSESSIVE_MARKS
    ):
        end -= 1
    return start, end


def character_span(doc: Doc, start: int, end: int) -> Span:
    last = doc[max(start, end - 1)]
    return Span(doc[start].idx, last.idx + len(last))


def offices_beside(doc: Doc, start: int, end: int) -> Iterator[tuple[Token, tuple[int, int]]]:
    """Yield head noun and token range of the offices that stand between commas beside a name, whatever the parse.

    "the President of the Republic, | Ada Lind, | the head of the agency".
    """
    if (before := _office_before_comma(doc, start, end)) is not None:
        yield before
    if (after := _office_after_comma(doc, end)) is not None:
        yield after


def _office_before_comma(doc: Doc, start: int, end: int) -> tuple[Token, tuple[int, int]] | None:
    """Return the office before a name at tokens ``[start, end)``: "the head of the agency, | Ada Lind,"."""
    closing = doc[end].text if end < len(doc) else "."
    if start <= 1 or doc[start - 1].text != "," or closing not in CLOSING:
        return None
    first = start - 2
    while first > 0 and _goes_on(doc[first]) and not (_begins(doc[first]) and doc[first - 1].pos_ != "ADP"):
        first -= 1
    return _office_in(doc, first + 1, start - 1) if _begins(doc[first]) else None


def _office_after_comma(doc: Doc, end: int) -> tuple[Token, tuple[int, int]] | None:
    """Return the office after a name that ends at token ``end``: "Ada Lind, | the head of the agency,"."""
    if end + 1 >= len(doc) or doc[end].text != "," or not (_begins(doc[end + 1]) or is_listed_office(doc[end + 1])):
        return None
    last = end + 1
    while last < len(doc) and (_goes_on(doc[last]) or last == end + 1):
        last += 1
    return _office_in(doc, end + 1, last) if last < len(doc) and doc[last].text in CLOSING else None


CLOSING = frozenset([",", ".", ";", ")", "—", "–", "who", "\n\n"])


def _begins(token: Token) -> bool:
    return bool(token.pos_ == "DET" or token.tag_ == "PRP$")


def _goes_on(token: Token) -> bool:
    noun_phrase = token.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "ADP", "PART", "NUM")
    return bool(noun_phrase or token.tag_ == "PRP$" or token.dep_ == "amod")  # "the acting minister"


def _office_in(doc: Doc, start: int, end: int) -> tuple[Token, tuple[int, int]] | None:
    """Return the office that heads the phrase of tokens ``[start, end)``, with the phrase; None if none does."""
    prepositions = (i for i in range(start, end) if doc[i].pos_ == "ADP")
    heads = [doc[i] for i in range(start, next(prepositions, end)) if doc[i].pos_ in ("NOUN", "PROPN")]
    if not heads or not is_listed_office(heads[-1]) or heads[-1].tag_ in ("NNS", "NNPS"):
        return None
    return heads[-1], trim_phrase(doc, start, end)
