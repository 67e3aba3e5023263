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
from onrecord.evaluation.stances import normalised_name
from quotes.types import Article, Quote


def analyse_gold_quotes(article: Article, doc: Doc, annotations: Sequence[Annotation]) -> Analysis:
    """Return the analysis of an article whose quotations and speakers are those of the gold standard."""
    quotes = [Quote("indirect", a.content, a.cue, a.source, "gold", 1.0) for a in annotations]
    entities = find_entities(doc, quotes)
    holders = _add_gold_speakers(entities, annotations)
    stances = find_all_stances(doc, quotes, holders, entities)
    speakers = [tuple(Speaker(entity, None, "gold", 1.0) for entity in who) for who in holders]
    return Analysis(article, tuple(entities), tuple(map(Attribution, quotes, speakers, stances)))


def _add_gold_speakers(entities: list[Entity], annotations: Sequence[Annotation]) -> list[list[int]]:
    """Return the speakers of each annotation as indexes of ``entities``, to which those missing are added."""
    known = {normalised_name(entity.name): index for index, entity in reversed(list(enumerate(entities)))}
    indexes: list[list[int]] = []
    for annotation in annotations:
        names = [speaker.name for speaker in annotation.speakers or ()]
        for name in names:
            if normalised_name(name) not in known:
                known[normalised_name(name)] = len(entities)
                entities.append(Entity(name, "person", (), (), False))
        indexes.append([known[normalised_name(name)] for name in names])
    return indexes


def analyse_twice(corpus: Corpus, on_gold: Predictions, rules: bool = False) -> Callable[[Article, Doc], Analysis]:
    """Return what analyses an article and, where gold has stances, also the article with gold's quotations.

    The latter's annotations are added to ``on_gold``, under the article's id: an article is parsed only once.
    """
    has_stances = any(a.stances for article in corpus.values() for a in article.annotations)

    def analyse(article: Article, doc: Doc) -> Analysis:
        if has_stances:
            analysis = analyse_gold_quotes(article, doc, corpus[article.id].annotations)
            on_gold[article.id] = from_contract(to_json(analysis))
        return analyze(article, doc, rules)

    return analyse
