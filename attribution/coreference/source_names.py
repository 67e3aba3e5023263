"""Names in the sources of quotes that named-entity recognition overlooked: all we know of them is that they speak."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from attribution.coreference.speaker_phrases import NameSpan, SpeakerPhrase, source_phrases
from attribution.lexicon.nouns import ROLE_CLASSES, noun
from attribution.names.acronyms import is_acronym
from attribution.names.named_entities import Name, has_article
from quotes.types import Quote

ARTICLES = ("a", "an", "the")
DESCRIBING = {"person", "group", "document", "kin", *ROLE_CLASSES}  # kinds of nouns that describe a source, not name it


def with_names_of_sources(doc: Doc, quotes: Sequence[Quote], names: Sequence[Name]) -> list[Name]:
    """Return the names of an article with those of its sources added; a name inside an added one gives way to it."""
    overlooked = _overlooked(doc, quotes, names)
    others = [n for n in names if not any(longer.start <= n.start < longer.end for longer in overlooked)]
    return sorted(others + overlooked, key=lambda name: name.start)


def without_article(doc: Doc, part: SpeakerPhrase) -> tuple[int, int]:
    """Return the tokens of a part without the article and marks it starts with."""
    start = part.start
    while start < part.head and (doc[start].text.lower() in ARTICLES or doc[start].pos_ == "PUNCT"):
        start += 1
    return start, part.end


def _overlooked(doc: Doc, quotes: Sequence[Quote], names: Sequence[Name]) -> list[Name]:
    """Return the names in sources that are not among the ``names``."""
    known = [NameSpan(n.start, n.end, n.kind) for n in names]
    with_article = {token.text for token in doc if has_article(doc, token)}
    found = {}
    for part in (p for quote in quotes for p in source_phrases(doc, quote, known) if p.form == "nominal"):
        if (body := _body_after_noun(doc, part)) is not None:
            if not any(n.start < body.end and body.start < n.end for n in names):
                found[body.start] = body
        elif (name := _spelled_like_name(doc, part, names, with_article)) is not None:
            found[name.start] = name
    return list(found.values())


def _body_after_noun(doc: Doc, part: SpeakerPhrase) -> Name | None:
    """Return the body named after its common noun: "the rights group Open Door", "the contractor, Alm Lodges,"."""
    head = doc[part.head]
    kind = noun(head.lemma_).kind
    if kind not in ("body", "group", "") or head.tag_ != "NN" or not head.text.islower() or head.i + 2 >= len(doc):
        return None
    start = head.i + 1 + (doc[head.i + 1].text == ",")
    end = _end_of_capitals(doc, start)
    set_off = start == head.i + 1 or (end < len(doc) and doc[end].text == ",")
    is_body = kind in ("body", "group") or (end > start + 1 and doc[end - 1].tag_ in ("NNS", "NNPS"))
    if end == start or not (set_off and is_body):
        return None
    return Name(start, end, "organisation", tuple(t.text for t in doc[start:end]))


def _end_of_capitals(doc: Doc, start: int) -> int:
    """Return where the capitalised words from ``start`` on end, at the latest with the sentence."""
    end = start
    while end < len(doc) and doc[end].text[0].isupper() and not doc[end].is_sent_start:
        end += 1
    return end


def _spelled_like_name(doc: Doc, part: SpeakerPhrase, names: Sequence[Name], with_article: set[str]) -> Name | None:
    """Return the name that a part is by its capitals, of a body where anything says so, else of a person."""
    if not _may_be_name(doc, part):
        return None
    start, end = _extent(doc, part)
    described = _behind_description(doc, start, part.head)
    start = max(start, described)
    words = tuple(t.text for t in doc[start:end] if t.text[0].isalnum())
    if not words or not all(w[0].isupper() or w in ("of", "for", "and", "the") for w in words):
        return None
    is_body = (start > part.start and not (described and len(words) > 1)) or _is_body(words, names, with_article)
    return Name(start, end, "organisation" if is_body else "person", words)


def _may_be_name(doc: Doc, part: SpeakerPhrase) -> bool:
    """Return whether a description is spelled like a name, and its noun is none that describes people or documents."""
    head = doc[part.head]
    if head.tag_ == "NNPS" or head.text.isupper():
        return False
    directly_after = doc[part.start].lower_ == "the" and head.i == part.start + 1
    capitalised = head.text[0].isupper() and (directly_after or _follows_possessor(doc, part.start))
    if not (capitalised or head.pos_ == "PROPN"):
        return False
    return not {noun(head.lemma_).kind, noun(head.text).kind} & DESCRIBING


def _extent(doc: Doc, part: SpeakerPhrase) -> tuple[int, int]:
    """Return the tokens of a name: without article and complements, with possessors that the source left out."""
    start, end = without_article(doc, part)
    head = doc[part.head]
    while end > head.i + 1 and doc[end - 1].dep_ not in ("flat", "compound"):
        end -= 1
    while head.text[0].isupper() and _follows_possessor(doc, start):
        start = doc[start - 2].left_edge.i  # "the Holm Skippers’ | Alliance": left out of the source
        start += doc[start].pos_ == "DET"
    return start, end


def _behind_description(doc: Doc, start: int, head: int) -> int:
    """Return where a name begins behind its description, 0 for no description: "the steel producer | Norgas"."""
    first = head
    while first > start and doc[first - 1].text[0].isupper():
        first -= 1
    described = first > start and doc[first - 1].tag_ == "NN" and doc[first - 1].text.islower()
    return first if described and doc[head].tag_ == "NNP" else 0


def _follows_possessor(doc: Doc, start: int) -> bool:
    """Return whether a name in the possessive stands right before a token."""
    return start > 1 and doc[start - 1].tag_ == "POS" and doc[start - 2].pos_ == "PROPN"


def _is_body(words: Sequence[str], names: Sequence[Name], with_article: set[str]) -> bool:
    """Return whether a name is that of a body by its words; ``with_article`` are words used with an article."""
    if len(words) > 4 or is_acronym(words[0]) or noun(words[-1]).kind == "body":
        return True
    ends_like_body = any(n.kind == "organisation" and n.words[-1] == words[-1] for n in names)
    return ends_like_body or (len(words) == 1 and words[0] in with_article)
