"""The whole pipeline on one screen: from a parsed article to its analysis."""

from __future__ import annotations

from spacy.tokens import Doc

from attribution.entities import find_entities
from attribution.model import Analysis, Attribution
from attribution.speakers import find_speakers
from attribution.stance import find_stances
from quotes.find import find_quotes
from quotes.model import Article


def analyze(article: Article, doc: Doc) -> Analysis:
    """Return who says what, in which role, and for or against whom, in one article parsed as ``doc``."""
    quotes = find_quotes(doc)
    entities = find_entities(doc, quotes)
    attributions = []
    for quote, speakers in zip(quotes, find_speakers(doc, quotes, entities), strict=True):
        holders = [speaker.entity for speaker in speakers]
        stances = find_stances(doc, quote, holders, entities)
        attributions.append(Attribution(quote, speakers, tuple(stances)))
    return Analysis(article, tuple(entities), tuple(attributions))
