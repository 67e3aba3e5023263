"""The whole pipeline on one screen: from a parsed article to its analysis."""

from __future__ import annotations

from itertools import compress

from spacy.tokens import Doc

from attribution.coreference.entities import find_entities
from attribution.coreference.pronouns import PronounResolver
from attribution.coreference.speakers import find_speakers
from attribution.roles.incumbents import name_incumbents
from attribution.roles.officials import Officials, shipped
from attribution.stance.attitudes import is_own, kept, with_attitudes
from attribution.stance.find import find_all_stances
from attribution.types import Analysis, Attribution
from quotes.detection.find import find_quotes
from quotes.types import Article


def analyze(article: Article, doc: Doc, rules: bool = False, officials: Officials | None = None) -> Analysis:
    """Return who says what, in which role, and for or against whom, in one article parsed as ``doc``.

    ``rules`` leaves out what was learned from a corpus: see ``find_quotes``. ``officials`` are office
    holders known beforehand, those that ship by default.
    """
    quotes = with_attitudes(doc, find_quotes(doc, rules))
    entities = name_incumbents(doc, find_entities(doc, quotes), article.published, officials or shipped())
    pronouns = PronounResolver(doc, entities)
    resolved = find_speakers(doc, quotes, entities, pronouns)
    holders = [[speaker.entity for speaker in one.speakers] for one in resolved]
    told = [not is_own(quote, mine, quotes, holders) for quote, mine in zip(quotes, holders, strict=True)]
    quotes, resolved = list(compress(quotes, told)), list(compress(resolved, told))
    holders = list(compress(holders, told))
    stances = find_all_stances(doc, quotes, holders, entities, pronouns)
    attributions = (
        Attribution(quote, one.speakers, tuple(found), one.candidates, one.unresolved)
        for quote, one, found in zip(quotes, resolved, stances, strict=True)
    )
    return Analysis(article, tuple(entities), kept(tuple(attributions)))
