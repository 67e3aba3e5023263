"""Quotes made by hand from the words of a text, for tests of what follows them."""

from __future__ import annotations

import re
from typing import Any

from spacy.tokens import Doc

from attribution.coreference.entities import find_entities
from attribution.coreference.speakers import find_speakers
from attribution.types import Entity, Role
from quotes.types import Quote, QuoteKind, Span
from tests.factories import span


def quote(text: str, source: str, content: str, kind: QuoteKind = "indirect") -> Quote:
    """Return a quote of ``content``; its source is the nearest ``source``, rather before than after."""
    said = span(text, content)
    if not source:
        return Quote(kind, (said,), (), (), "hand", 1.0)
    pattern = r"(?<!\w)" + re.escape(source) + r"(?!\w)" if source[-1].isalnum() else re.escape(source)
    places = [Span(*m.span()) for m in re.finditer(pattern, text) if not said.covers(Span(*m.span()))]
    place = min(places, key=lambda p: said.start - p.end if p.end <= said.start else p.start - said.end + 12)
    return Quote(kind, (said,), (), (place,), "hand", 1.0)


def resolved(doc: Doc, *pairs: tuple[str, str]) -> list[list[str]]:
    """Return the names of the speakers of ``(source, content)`` pairs, which stand in reading order."""
    return [[name for name, *_ in row] for row in links(doc, *pairs)]


def links(doc: Doc, *pairs: tuple[str, str]) -> list[list[tuple[str, str, str | None]]]:
    """Return name, rule and stated role of the speakers of ``(source, content)`` pairs."""
    quotes = [quote(doc.text, s, c, "direct" if c[0] in '“"' else "indirect") for s, c in pairs]
    entities = find_entities(doc, quotes)
    rows: list[Any] = []
    for resolution in find_speakers(doc, quotes, entities):
        row = []
        for speaker in resolution.speakers:
            entity = entities[speaker.entity]
            role = entity.roles[speaker.role].stated if speaker.role is not None else None
            assert 0.5 <= speaker.confidence <= 1
            row.append((entity.name, speaker.rule, role))
        rows.append(row)
    return rows


def named(entities: list[Entity], name: str) -> Entity:
    """Return the one entity of this name."""
    [entity] = [e for e in entities if e.name == name]
    return entity


def is_stated(role: Role, text: str) -> bool:
    """Return whether a role's words are those of its evidence, the office said of one person ("heads": "head of")."""
    evidence = [word[:4] for word in re.findall(r"\w+", role.evidence.of(text))]
    return all(word[:4] in evidence or word == "of" for word in re.findall(r"\w+", role.stated))
