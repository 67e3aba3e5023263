"""Entities while they are put together, and the names that only need gathering."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from attribution.coreference.speaker_phrases import text_of
from attribution.lexicon.countries import CountryFinder
from attribution.lexicon.nouns import noun
from attribution.names.named_entities import Name
from attribution.roles.office_classes import classified_role
from attribution.roles.title_phrases import character_span
from attribution.types import Entity, EntityKind, Mention, MentionForm, Role
from quotes.types import Span


@dataclass
class EntityDraft:
    """An entity while it is put together."""

    name: str
    kind: EntityKind
    shared: bool
    mentions: dict[Span, MentionForm] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)  # of the mentions, in order; see mentioned_before
    roles: list[Role] = field(default_factory=list)

    def mentioned_before(self, position: int) -> int | None:
        """Return the end of the last mention that ends by ``position``."""
        if len(self.ends) != len(self.mentions):
            self.ends = sorted(span.end for span in self.mentions)
        count = bisect_right(self.ends, position)
        return self.ends[count - 1] if count else None

    def is_only_named(self) -> bool:
        """Return whether nothing but a name refers to it."""
        return all(form == "name" for form in self.mentions.values())

    def finished(self, countries: CountryFinder) -> Entity:
        """Return the entity with its mentions and roles in order, each role's words once."""
        mentions = tuple(Mention(span, form) for span, form in sorted(self.mentions.items()))
        roles = {role.evidence: role for role in sorted(self.roles, key=lambda r: r.evidence)}.values()
        described = tuple(classified_role(role, countries) for role in roles)
        return Entity(self.name, self.kind, mentions, described, self.shared)


def named_documents(doc: Doc, names: Sequence[Name]) -> list[EntityDraft]:
    """Return the reports and studies that the text names ("the National Harbour Study"), once each."""
    taken = {i for name in names for i in range(name.start, name.end)}
    found: dict[str, EntityDraft] = {}
    for head in (t for t in doc if t.pos_ == "PROPN" and t.i not in taken):
        if head.text.istitle() and noun(head.lemma_).kind == "document":
            start = head.i
            while start > 0 and doc[start - 1].text[:1].isupper() and doc[start - 1].pos_ in ("PROPN", "ADJ", "NOUN"):
                start -= 1
            if head.i - start > 0:
                name = text_of(doc, start, head.i + 1)
                draft = found.setdefault(name, EntityDraft(name, "document", True))
                draft.mentions[character_span(doc, start, head.i + 1)] = "name"
    return list(found.values())


def fullest(doc: Doc, names: Sequence[Name]) -> str:
    """Return the longest of the names, three words in small letters before capitals; then the most frequent, first."""
    texts = [text_of(doc, n.start, n.end) for n in names]
    texts = [t for t in texts if not t.isupper() and len(t.split()) > 2] or texts
    counts = Counter(texts)

    def fullness(text: str) -> tuple[int, int, int]:
        words = text.split()
        return len([w for w in words if len(w.strip(".")) > 1]), len(words), counts[text]

    return max(texts, key=fullness)
