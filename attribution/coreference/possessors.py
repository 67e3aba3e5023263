"""Names of those whom a relative clause describes by a possessor: "Lind, whose office said" is "Lind’s office"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from attribution.types import Entity

WHOSE = "whose "


def named_by_possessor(doc: Doc, entities: Sequence[Entity]) -> list[Entity]:
    """Return the entities, those named "whose office" with the name of the one whom each such clause is about.

    A name stays where nobody known is meant, or where two clauses are about different ones.
    """
    if not any(entity.name.lower().startswith(WHOSE) for entity in entities):
        return list(entities)
    by_head = {
        span.root.i: index
        for index, entity in enumerate(entities)
        for mention in entity.mentions
        if (span := doc.char_span(*mention.span, alignment_mode="expand")) is not None and len(span)
    }
    return [_renamed(doc, entity, entities, by_head) for entity in entities]


def _renamed(doc: Doc, entity: Entity, entities: Sequence[Entity], by_head: dict[int, int]) -> Entity:
    if not entity.name.lower().startswith(WHOSE):
        return entity
    spans = [doc.char_span(*mention.span, alignment_mode="expand") for mention in entity.mentions]
    owners = {by_head.get(_antecedent(span[0])) for span in spans if span and span[0].lower_ == WHOSE.strip()}
    owner = owners.pop() if len(owners) == 1 else None
    return entity if owner is None else replace(entity, name=f"{entities[owner].name}’s {entity.name[len(WHOSE) :]}")


def _antecedent(relative: Token) -> int:
    """Return the token that the clause of a relative pronoun is about."""
    clause = next((t for t in (relative, *relative.ancestors) if t.dep_ == "acl:relcl"), None)
    return -1 if clause is None else clause.head.i
