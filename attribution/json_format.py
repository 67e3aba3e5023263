"""``Analysis`` to and from JSON: the output contract, with enough beside it to lose nothing.

The contract is ``id, path, title, attributions[kind, content, cue, source, speakers[name, kind, role], rule,
confidence, stances[target, polarity, strength, act, commitment, basis, evidence]]``; spans are
``[start, end]`` pairs, half-open characters of the article's text. Beside the spans stand their words, for people to
read: ``text`` is the content's, ``cue_text``, ``source_text`` and (of a stance) ``evidence_text`` are the others'; the
words of spans that stand apart are joined by " … " (``quotes.types.text_of``). The other fields (``entities`` and the
indexes into them, and so on) make ``from_json(to_json(analysis), text) == analysis`` true. The article's text is not
repeated. ``from_json`` takes the words from the text, so that it reads JSON with and without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attribution.types import Analysis, Attribution, Candidate, Entity, Mention, Role, Speaker, Stance, Target
from quotes.types import Article, Quote, Span, Spans, text_of

METADATA = ("path", "url", "title", "outlet", "published", "byline")


def to_json(analysis: Analysis) -> dict[str, Any]:
    """Return the analysis as JSON-ready values; ``speakers[].entity`` and ``holder`` index ``entities``."""
    article = analysis.article
    return {
        "id": article.id,
        **{name: getattr(article, name) for name in METADATA},
        **({"language": article.language} if article.language else {}),
        "sha256": article.sha256,
        "attributions": [attribution_to_json(a, analysis) for a in analysis.attributions],
        "entities": [_entity(entity) for entity in analysis.entities],
    }


def from_json(value: dict[str, Any], text: str) -> Analysis:
    """Return the analysis that ``to_json`` wrote about the article ``text``.

    Raises ValueError when ``value`` was made from another text, KeyError when a field is missing.
    """
    article = Article(value["id"], text, **{name: value[name] for name in METADATA}, language=value.get("language"))
    if article.sha256 != value["sha256"]:
        raise ValueError(f"The offsets of {article.id} belong to another text.")
    return Analysis(
        article,
        tuple(_read_entity(entity) for entity in value["entities"]),
        tuple(_read_attribution(a) for a in value["attributions"]),
    )


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _spans(pairs: Iterable[Iterable[int]]) -> Spans:
    """Return spans in the order given: unlike ``quotes.types.spans``, which sorts them."""
    return tuple(Span(*pair) for pair in pairs)


def attribution_to_json(attribution: Attribution, analysis: Analysis) -> dict[str, Any]:
    """Return one attribution of an analysis, as it stands in what ``to_json`` returns."""
    quote, entities, text = attribution.quote, analysis.entities, analysis.article.text
    return {
        "kind": quote.kind,
        "text": text_of(quote.content, text),
        "content": _pairs(quote.content),
        "cue": _pairs(quote.cue),
        "cue_text": text_of(quote.cue, text),
        "source": _pairs(quote.source),
        "source_text": text_of(quote.source, text),
        "speakers": [_speaker(speaker, entities[speaker.entity]) for speaker in attribution.speakers],
        "rule": quote.rule,
        "confidence": quote.confidence,
        "stances": [_stance(stance, text) for stance in attribution.stances],
        "candidates": [_candidate(c, entities[c.entity]) for c in attribution.candidates],
        "unresolved": attribution.unresolved,
    }


def _read_attribution(value: dict[str, Any]) -> Attribution:
    quote = Quote(
        value["kind"], _spans(value["content"]), _spans(value["cue"]), _spans(value["source"]),
        value["rule"], value["confidence"],
    )  # fmt: skip
    speakers = tuple(
        Speaker(s["entity"], s["role_index"], s["rule"], s["confidence"]) for s in value["speakers"]
    )
    return Attribution(
        quote, speakers, tuple(_read_stance(s) for s in value["stances"]),
        tuple(_read_candidate(c) for c in value["candidates"]), value["unresolved"],
    )  # fmt: skip


def _speaker(speaker: Speaker, entity: Entity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "kind": entity.kind,
        "role": None if speaker.role is None else entity.roles[speaker.role].stated,
        "rule": speaker.rule,
        "confidence": speaker.confidence,
        "entity": speaker.entity,
        "role_index": speaker.role,
    }


def _candidate(candidate: Candidate, entity: Entity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "entity": candidate.entity,
        "mention": list(candidate.mention),
        "score": candidate.score,
        "features": [list(feature) for feature in candidate.features],
        "outcome": candidate.outcome,
    }


def _read_candidate(value: dict[str, Any]) -> Candidate:
    features = tuple((name, weight) for name, weight in value["features"])
    return Candidate(value["entity"], Span(*value["mention"]), value["score"], features, value["outcome"])


def _stance(stance: Stance, text: str) -> dict[str, Any]:
    return {
        "target": stance.target.name,
        "target_kind": stance.target.kind,
        "target_parent": stance.target.parent,
        "target_shared": stance.target.shared,
        "holder": stance.holder,
        "polarity": stance.polarity,
        "strength": stance.strength,
        "act": stance.act,
        "commitment": stance.commitment,
        "basis": stance.basis,
        "evidence": _pairs(stance.evidence),
        "evidence_text": text_of(stance.evidence, text),
        "rule": stance.rule,
        "confidence": stance.confidence,
    }


def _read_stance(value: dict[str, Any]) -> Stance:
    target = Target(value["target"], value["target_kind"], value["target_parent"], value["target_shared"])
    return Stance(
        value["holder"], target, value["polarity"], value["strength"], value["act"], value["commitment"],
        value["basis"], _spans(value["evidence"]), value["rule"], value["confidence"],
    )  # fmt: skip


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "kind": entity.kind,
        "shared": entity.shared,
        "mentions": [{"span": list(m.span), "form": m.form} for m in entity.mentions],
        "roles": [_role(role) for role in entity.roles],
    }


def _read_entity(value: dict[str, Any]) -> Entity:
    mentions = tuple(Mention(Span(*m["span"]), m["form"]) for m in value["mentions"])
    roles = tuple(_read_role(role) for role in value["roles"])
    return Entity(value["name"], value["kind"], mentions, roles, value["shared"])


def _role(role: Role) -> dict[str, Any]:
    return {
        "title": role.title,
        "organisation": role.organisation,
        "stated": role.stated,
        "evidence": list(role.evidence),
        "office": role.office,
        "status": role.status,
        "country": role.country,
        "party": role.party,
    }


def _read_role(value: dict[str, Any]) -> Role:
    return Role(
        value["title"], value["organisation"], value["stated"], Span(*value["evidence"]), value["office"],
        value["status"], value["country"], value["party"],
    )  # fmt: skip
