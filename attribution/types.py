"""Value types of the attribution side: mentions, entities, roles, speakers, stances, and ``Analysis``.

JSON, database, scorer and snapshots are all made of an ``Analysis``. Everything here is a value that never changes
and knows no database ids. Inside an analysis things refer to each other by index: ``Speaker.entity``,
``Candidate.entity`` and ``Stance.holder`` are indexes into ``Analysis.entities``, ``Speaker.role`` is one into the
``roles`` of that entity.
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
    """An office or title of a person, as the text states it.

    - ``title``: the office without its organisation ("foreign minister").
    - ``organisation``: the body, country or place it belongs to ("Ukraine"), or None.
    - ``stated``: the words of the text without leading article ("Ukraine’s foreign minister"), said of one person
      ("foreign minister" for "foreign ministers Lind and Holm", "leader of the union" for "who leads the union").
    - ``evidence``: where these words stand.
    - ``office``: the class by which officials are compared (``offices.tsv``), "" for none.
    - ``status``: whether the office is held at the article's date.
    - ``country`` and ``party``: given where the words tell them, else None.
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

    ``name`` is the fullest name the article gives. ``shared`` says whether an entity of this name in another
    article is the same one: a full name is enough for that, a lone surname or "local officials" is not.
    """

    name: str
    kind: EntityKind
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Speaker:
    """The entity behind a quote's source.

    ``role`` is the role it speaks in, None for none; ``rule`` names how the entity was found, ``confidence`` (0 to 1)
    says how sure that is.
    """

    entity: int
    role: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a source may have meant, chosen or not: explains why a speaker was chosen or left open.

    ``mention`` is where the text mentions the entity: the antecedent. ``score`` ranks the candidates of one quote;
    it is the sum of the ``features``, each with its name. ``outcome`` says what became of the candidate.
    """

    entity: int
    mention: Span
    score: float
    features: tuple[tuple[str, float], ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Target:
    """What a stance is about: an entity, an event ("the attacks") or an issue ("air defence deliveries").

    ``parent`` is the country or body it belongs to, None for none. ``shared`` says whether a target of this name in
    another article is the same one ("air defence deliveries" is, "the vote" and a lone surname are not).
    """

    name: str
    kind: TargetKind
    parent: str | None = None
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Stance:
    """The stance of a holder toward a target, and by which words.

    - ``holder``: the entity that has it, None where the speaker is not known.
    - ``polarity``: against (-1), both for and against (0) or for (+1).
    - ``strength`` and ``confidence``: from 0 to 1.
    - ``act``: what the holder does by saying it (assert, condemn, praise, demand, promise, deny, accuse, warn, ...).
    - ``commitment``: how far the holder vouches for it (certain, probable, possible, conditional).
    - ``basis``: the frame of the lexicon and how it led to the target, for a person to read.
    - ``evidence``: where the words stand; never empty.
    - ``rule``: what the frame was found in: the cue, or an attitude, deed, quality or event in what is said.
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

    ``unresolved`` says why there is no speaker, "" where there is one. ``candidates`` are those who were weighed where
    the source is more than a plain name, the best first.
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
