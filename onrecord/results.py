"""What was found in an article, to read in Python: the library's view of ``attribution.types.Analysis``.

An ``Analysis`` refers to its entities by number and to words by offsets, as storage and scoring need it. Here every
quote knows its speakers by name, every stance its holder, and every passage its words. The views hold the analysis
and compute nothing of their own; ``AnalysedArticle.analysis`` is the value itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from attribution.json_format import attribution_to_json, to_json
from attribution.types import (
    Analysis,
    Attribution,
    Entity,
    EntityKind,
    Polarity,
    Role,
    Speaker,
    Stance,
    Target,
    Unresolved,
)
from quotes.types import Article, QuoteKind, Spans, text_of

SIDES: dict[Polarity, str] = {-1: "against", 0: "neutral on", 1: "for"}
SHOWN_CHARACTERS = 70  # of a quote in its repr


@dataclass(frozen=True, slots=True, repr=False)
class Passage:
    """Words of an article and where they stand: ``text[start:end]`` of the article for each of ``spans``.

    ``text`` has " … " between the words of two spans. A passage without spans is empty, and false.
    """

    text: str
    spans: Spans

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __repr__(self) -> str:
        return f"“{_one_line(self.text)}”"


@dataclass(frozen=True, slots=True, repr=False)
class AnalysedArticle:
    """An article with all that was found in it; ``quotes`` are in the order of the text."""

    analysis: Analysis

    @property
    def article(self) -> Article:
        """The article: id, text, title, published and so on."""
        return self.analysis.article

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def title(self) -> str | None:
        """The article's title, where it is known."""
        return self.article.title

    @property
    def text(self) -> str:
        """The article's text, to which all spans refer."""
        return self.article.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The people, organisations, groups, documents and places of the article, whether they speak or not."""
        return self.analysis.entities

    @property
    def quotes(self) -> tuple[AttributedQuote, ...]:
        """Every quoted or reported statement, with who says it."""
        return tuple(AttributedQuote(self.analysis, attribution) for attribution in self.analysis.attributions)

    def to_dict(self) -> dict[str, Any]:
        """Return what ``onrecord extract`` prints of the article: see ``attribution.json_format``."""
        return to_json(self.analysis)

    def __repr__(self) -> str:
        speakers = {speaker.entity for attribution in self.analysis.attributions for speaker in attribution.speakers}
        return f"<AnalysedArticle {self.id}: {len(self.analysis.attributions)} quotes, {len(speakers)} speakers>"


@dataclass(frozen=True, slots=True, repr=False)
class AttributedQuote:
    """One quoted or reported statement: what is said (content), what reports it (cue), and who says it.

    ``source`` is what the text calls whoever says it ("he", "the minister"), ``speakers`` are those who are meant.
    """

    analysis: Analysis
    attribution: Attribution

    @property
    def kind(self) -> QuoteKind:
        """direct (in quotation marks), indirect (not) or mixed (in part)."""
        return self.attribution.quote.kind

    @property
    def text(self) -> str:
        """The words of the content."""
        return self.content.text

    @property
    def content(self) -> Passage:
        """What is said."""
        return self._passage(self.attribution.quote.content)

    @property
    def cue(self) -> Passage:
        """The words that report it, such as "said" or "according to"; may be empty."""
        return self._passage(self.attribution.quote.cue)

    @property
    def source(self) -> Passage:
        """What the text calls whoever says it; may be empty."""
        return self._passage(self.attribution.quote.source)

    @property
    def speakers(self) -> tuple[QuoteSpeaker, ...]:
        """Who says it: mostly one, several who speak together, or none where nobody is clearly meant."""
        return tuple(QuoteSpeaker(self.analysis, speaker) for speaker in self.attribution.speakers)

    @property
    def speaker(self) -> QuoteSpeaker | None:
        """The first of the speakers; None where there is none."""
        return next(iter(self.speakers), None)

    @property
    def unresolved(self) -> Unresolved:
        """Why there is no speaker, in a word or two; "" where there is one."""
        return self.attribution.unresolved

    @property
    def stances(self) -> tuple[QuoteStance, ...]:
        """For or against what the statement is."""
        return tuple(QuoteStance(self.analysis, stance) for stance in self.attribution.stances)

    @property
    def rule(self) -> str:
        """The rule by which the statement was found."""
        return self.attribution.quote.rule

    @property
    def confidence(self) -> float:
        """How likely it is, from 0 to 1, that content and source are right."""
        return self.attribution.quote.confidence

    def to_dict(self) -> dict[str, Any]:
        """Return the quote as JSON-ready values, as they stand in ``AnalysedArticle.to_dict``."""
        return attribution_to_json(self.attribution, self.analysis)

    def __repr__(self) -> str:
        who = " and ".join(map(str, self.speakers)) or "speaker unresolved"
        return f"<AttributedQuote {self.kind}, {who}: {shorten(self.text, SHOWN_CHARACTERS, placeholder=' …')}>"

    def _passage(self, spans: Spans) -> Passage:
        return Passage(text_of(spans, self.analysis.article.text), spans)


@dataclass(frozen=True, slots=True, repr=False)
class QuoteSpeaker:
    """Who says a quote, and in which role."""

    analysis: Analysis
    link: Speaker

    @property
    def name(self) -> str:
        """The fullest name that the article gives."""
        return self.entity.name

    @property
    def kind(self) -> EntityKind:
        """person, organisation, group, document or place."""
        return self.entity.kind

    @property
    def role(self) -> str | None:
        """The office or title spoken in, as the text states it, such as "Ostreva's energy minister"."""
        return self.role_details.stated if self.role_details else None

    @property
    def role_details(self) -> Role | None:
        """The role in its parts: title, organisation, country, party, current or former, and where it is stated."""
        return None if self.link.role is None else self.entity.roles[self.link.role]

    @property
    def entity(self) -> Entity:
        """The speaker with all mentions and roles in the article."""
        return self.analysis.entities[self.link.entity]

    @property
    def rule(self) -> str:
        """The rule by which the source was linked to this speaker."""
        return self.link.rule

    @property
    def confidence(self) -> float:
        """How likely the link is right, from 0 to 1."""
        return self.link.confidence

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.role]))

    def __repr__(self) -> str:
        return f"<QuoteSpeaker {self}>"


@dataclass(frozen=True, slots=True, repr=False)
class QuoteStance:
    """For (+1), against (-1) or neutral on (0) a target, as a quote has it, and by which words."""

    analysis: Analysis
    stance: Stance

    @property
    def target(self) -> Target:
        """What the stance is about: its name, kind and family."""
        return self.stance.target

    @property
    def holder(self) -> Entity | None:
        """Whose stance it is, mostly the quote's speaker; None where nobody is clearly meant."""
        return None if self.stance.holder is None else self.analysis.entities[self.stance.holder]

    @property
    def polarity(self) -> Polarity:
        """1 for, -1 against, 0 neutral."""
        return self.stance.polarity

    @property
    def strength(self) -> float:
        """How strong the words are, from 0 to 1."""
        return self.stance.strength

    @property
    def act(self) -> str:
        """What is done by saying it: assert, condemn, praise, demand, promise, deny, accuse, warn and so on."""
        return self.stance.act

    @property
    def commitment(self) -> str:
        """How far the holder goes: certain, probable, possible or conditional."""
        return self.stance.commitment

    @property
    def basis(self) -> str:
        """What in the words decided, for a person to read."""
        return self.stance.basis

    @property
    def evidence(self) -> Passage:
        """The words that carry the stance; never empty."""
        return Passage(text_of(self.stance.evidence, self.analysis.article.text), self.stance.evidence)

    @property
    def rule(self) -> str:
        """The rule by which the stance was found."""
        return self.stance.rule

    @property
    def confidence(self) -> float:
        """How likely the stance is right, from 0 to 1."""
        return self.stance.confidence

    def __repr__(self) -> str:
        return f"<QuoteStance {SIDES[self.polarity]} {self.target.name}: {self.evidence!r}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
