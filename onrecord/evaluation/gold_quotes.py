"""The analysis of an article whose quotations and speakers are known: what stance does by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Doc

from attribution.analyze import analyze
from attribution.coreference.entities import find_entities
from attribution.json_format import to_json
from attribution.stance.find import find_all_stances
from attribution.types import Analysis, Attribution, Entity, Speaker
from onrecord.evaluation.annotations import Annotation, Corpus, Predictions, from_contract
from onrecord.evaluation.stances import plain
from quotes.types import Article, Quote


def given_quotes(article: Article, doc: Doc, marked: Sequence[Annotation]) -> Analysis:
    """Return the analysis of an article whose quotations and speakers are known."""
    quotes = [Quote("indirect", a.content, a.cue, a.source, "gold", 1.0) for a in marked]
    entities = find_entities(doc, quotes)
    known = {plain(entity.name): index for index, entity in reversed(list(enumerate(entities)))}
    holders: list[list[int]] = []
    for annotation in marked:
        names = [speaker.name for speaker in annotation.speakers or ()]
        for name in (n for n in names if plain(n) not in known):
            known[plain(name)] = len(entities)
            entities.append(Entity(name, "person", (), (), False))
        holders.append([known[plain(name)] for name in names])
    stances = find_all_stances(doc, quotes, holders, entities)
    speakers = [tuple(Speaker(entity, None, "gold", 1.0) for entity in who) for who in holders]
    return Analysis(article, tuple(entities), tuple(map(Attribution, quotes, speakers, stances)))


def beside_gold(corpus: Corpus, found: Predictions, rules: bool = False) -> Callable[[Article, Doc], Analysis]:
    """Return what analyses an article, and where gold has stances adds to ``found`` those of its gold quotations."""
    has_stances = any(a.stances for article in corpus.values() for a in article.annotations)

    def analyse(article: Article, doc: Doc) -> Analysis:
        if has_stances:
            told = given_quotes(article, doc, corpus[article.id].annotations)
            found[article.id] = from_contract(to_json(told))
        return analyze(article, doc, rules)

    return analyse
