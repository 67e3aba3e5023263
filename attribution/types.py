"""Value types of the attribution side: mentions, entities, roles, speakers, stances, and ``Analysis``.

``Analysis`` is the one currency: JSON, database, scorer and snapshots all speak it. Everything here is
a pure value; database ids are storage's concern. References inside an analysis are indexes:
``Speaker.entity`` and ``Stance.holder`` count ``Analysis.entities``, ``Speaker.role`` counts that
entity's ``roles``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quotes.types import Article, Quote, Span, Spans

EntityKind = Literal["person", "organisation", "group", "document", "place"]
TargetKind = Literal["person", "organisation", "group", "document", "place", "event", "issue"]
MentionForm = Literal["name", "nominal", "pronoun"]
Polarity = Literal[-1, 0, 1]
RoleStatus = Literal["current", "former", "acting", "elect"]
Outcome = Literal["chosen", "weaker", "too close", "too weak", "unnamed"]
Unresolved = Literal["", "unnamed", "ambiguous", "nobody", "no source", "first person"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the text names or refers to an entity."""

    span: Span
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Role:
    """Office or title of a person, as the text states it.

    ``title`` is the office without its organisation ("foreign minister"), ``organisation`` the body,
    country or place it belongs to ("Ukraine") or None, ``stated`` the words of the text without leading
    article ("Ukraine’s foreign minister"), ``evidence`` where they stand. ``office`` is the class by which
    officials are compared (``offices.tsv``), "" for none; ``status`` says whether the office is held at the
    article's date; ``country`` and ``party`` stand where the words tell them.
    """

    title: str
    organisation: str | None
    stated: str
    evidence: Span
    office: str = ""
    status: RoleStatus = "current"
    country: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, group, document or place of one article, with all its mentions.

    ``name`` is the fullest name the article gives; ``shared`` says whether that name is enough to be
    the same entity in another article (a full name is, a lone surname or "local officials" is not).
    """

    name: str
    kind: EntityKind
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Speaker:
    """The entity behind a quote's source, with the role it speaks in, and why it was chosen."""

    entity: int
    role: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a source may have meant, chosen or not: what explains a link, and an open speaker.

    ``entity`` indexes ``Analysis.entities``, ``mention`` is where the text mentions it (the antecedent).
    ``score`` ranks the candidates of one quote among each other, ``features`` are its summands by name.
    """

    entity: int
    mention: Span
    score: float
    features: tuple[tuple[str, float], ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Target:
    """What a stance is about: an entity, an event ("the attacks") or an issue ("air defence deliveries").

    ``parent`` is the head of its family. ``shared`` says whether the name is enough to be the same target in another
    article ("air defence deliveries" is, "the vote" and a lone surname are not).
    """

    name: str
    kind: TargetKind
    parent: str | None = None
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Stance:
    """Stance of a holder toward a target: against (-1), neutral (0) or for (+1), and by which words.

    ``holder`` indexes ``Analysis.entities``; None where the speaker is unresolved. ``strength`` and
    ``confidence`` lie in [0, 1]. ``act`` is what the holder does by saying it (assert, condemn, praise,
    demand, promise, deny, accuse, warn, ...), ``commitment`` how far (certain, probable, possible,
    conditional), ``basis`` the frame and how it was composed, for a person to read; ``evidence`` is
    never empty.
    """

    holder: int | None
    target: Target
    polarity: Polarity
    strength: float
    act: str
    commitment: str
    basis: str
    evidence: Spans
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quote with its speakers and the stances it expresses.

    Without speakers ``unresolved`` says why; ``candidates`` are those weighed for a source that is no plain name,
    the best first.
    """

    quote: Quote
    speakers: tuple[Speaker, ...] = ()
    stances: tuple[Stance, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unresolved: Unresolved = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was found in one article; attributions in order of their content."""

    article: Article
    entities: tuple[Entity, ...] = ()
    attributions: tuple[Attribution, ...] = ()
