"""The whole pipeline on one screen: from a parsed article to its analysis.

Attitudes ("she backs the dam") come in at the start beside the quotations, because from then on they are statements
like these: their holders are sources to resolve, and add to the entities of the article. What becomes of them is
known later only. With the speakers found, those are left out that their holder tells in a quotation ("she said she
backed the dam"): that quotation gives the stance already. With the stances found, those are left out that are for
or against nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from attribution.coreference.entities import find_entities
from attribution.coreference.interview_turns import questions_of_nobody
from attribution.coreference.narrators import voices_of
from attribution.coreference.possessors import named_by_possessor
from attribution.coreference.pronouns import PronounResolver
from attribution.coreference.speakers import QuoteSpeakers, find_speakers
from attribution.roles.incumbents import name_incumbents
from attribution.roles.officials import Officials, shipped
from attribution.stance.attitudes import is_own, kept, with_attitudes
from attribution.stance.find import find_all_stances
from attribution.types import Analysis, Attribution
from quotes.detection.find import find_quotes
from quotes.types import Article, Quote


def analyze(article: Article, doc: Doc, rules: bool = False, officials: Officials | None = None) -> Analysis:
    """Return who says what, in which role, and for or against whom, in one article parsed as ``doc``.

    ``rules`` leaves out what was learned from a corpus: see ``find_quotes``. ``officials`` are office
    holders known beforehand, those that ship by default.
    """
    # What is said, by whichever source; and attitudes that nobody puts into words.
    quotes = find_quotes(doc, rules)
    quotes = with_attitudes(doc, quotes)

    # Whom the article names or describes, with their roles; "the foreign minister" alone by who that was at its date.
    entities = find_entities(doc, quotes)
    entities = name_incumbents(doc, entities, article.published, officials or shipped())
    entities, voices = voices_of(doc, article, quotes, entities, officials or shipped())

    # Who is behind each source. The resolver of pronouns learns who speaks where, and is asked again for the targets.
    pronouns = PronounResolver(doc, entities, [span for quote in quotes for span in quote.content])
    found = find_speakers(doc, quotes, entities, pronouns, voices, article.title)
    quotes, found = _without_own_attitudes(quotes, found)
    quotes, found = _without_questions(article, quotes, found)
    entities = named_by_possessor(doc, entities)

    # Whom and what each statement is for or against, by which words.
    stances = find_all_stances(doc, quotes, _holders(found), entities, pronouns)
    attributions = tuple(
        Attribution(quote, one.speakers, rows, one.candidates, one.unresolved)
        for quote, one, rows in zip(quotes, found, stances, strict=True)
    )
    return Analysis(article, tuple(entities), kept(attributions))


def _without_own_attitudes(
    quotes: Sequence[Quote], found: Sequence[QuoteSpeakers]
) -> tuple[list[Quote], list[QuoteSpeakers]]:
    """Return the quotes and their speakers without the attitudes that are part of what their holder says."""
    holders = _holders(found)
    left = [i for i, quote in enumerate(quotes) if not is_own(quote, holders[i], quotes, holders)]
    return [quotes[i] for i in left], [found[i] for i in left]


def _without_questions(
    article: Article, quotes: Sequence[Quote], found: Sequence[QuoteSpeakers]
) -> tuple[list[Quote], list[QuoteSpeakers]]:
    """Return the quotes and their speakers without an interview's questions that nobody named asks."""
    asked = questions_of_nobody(article.text, quotes, _holders(found))
    left = [i for i, quote in enumerate(quotes) if not any(span.covers(quote.content[0]) for span in asked)]
    return [quotes[i] for i in left], [found[i] for i in left]


def _holders(found: Sequence[QuoteSpeakers]) -> list[list[int]]:
    """Return the speakers of each quote as indexes of entities: the holders of its stances."""
    return [[speaker.entity for speaker in one.speakers] for one in found]
