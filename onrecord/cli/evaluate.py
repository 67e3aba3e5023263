"""The command "onrecord evaluate": predictions against what people annotated."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli import SOME_FAILED, model_option, rules_option
from onrecord.cli.add import report

if TYPE_CHECKING:
    from onrecord.evaluation.annotations import Corpus, Predictions
    from onrecord.pipeline import Pipeline


@click.command()
@click.argument("gold")
@click.argument("predictions", required=False)
@click.option(
    "--texts", multiple=True, metavar="DIR",
    help="Where the texts are, <id>.txt; otherwise in text/ beside GOLD. May be given more than once.",
)  # fmt: skip
@click.option("--bootstrap", type=click.IntRange(min=1), metavar="N", help="Intervals of F1, by so many samples.")
@click.option("--errors", type=click.IntRange(min=0), default=0, metavar="N", help="The worst N errors of each sort.")
@click.option("--json", "form", flag_value="json", help="Output as JSON.")
@click.option("--textacy", is_flag=True, help="Score textacy's direct_quotations instead, as a baseline.")
@model_option
@rules_option
def evaluate(
    gold: str, predictions: str | None, texts: tuple[str, ...], bootstrap: int | None, errors: int, form: str | None,
    textacy: bool, model: str | None, rules: bool,
) -> None:  # fmt: skip
    """Score predictions against attributions annotated by hand.

    GOLD is a folder laid out like PolNeAR (text/ and attributions/), a .jsonl file or a folder of them, one
    article a line: id, attributions. PREDICTIONS is what "onrecord extract" prints; without it the articles are
    analysed now. Exit status 3: some of them failed. GOLD may also be a file of NewsMTSC (.jsonl) or of DSE: then
    polarity toward its targets is scored, beside the commonest class and VADER.
    """
    from onrecord.evaluation.polarity_corpora import is_polarity_corpus

    if is_polarity_corpus(Path(gold)):
        return _evaluate_polarity(Path(gold), model, rules, form)
    from onrecord.cli.tables import safe
    from onrecord.evaluation import scores as score
    from onrecord.evaluation.annotations import CorpusError, read_predictions
    from onrecord.evaluation.corpora import read_corpus
    from onrecord.evaluation.errors import worst_errors
    from onrecord.evaluation.gold_quotes import beside_gold
    from onrecord.evaluation.report import as_json, as_text
    from onrecord.evaluation.textacy_baseline import analyse_with_textacy
    from onrecord.pipeline import Pipeline

    try:
        corpus = read_corpus(gold, texts)
        given: Predictions = {}
        analyse = analyse_with_textacy if textacy else beside_gold(corpus, given, rules)
        pipeline = Pipeline(model, rules, analyse=analyse)
        found = read_predictions(predictions, corpus) if predictions else _predictions(corpus, pipeline)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    scores = score.evaluate(corpus, found, bootstrap or 0)
    told = score.evaluate(corpus, given) if given else None
    worst = worst_errors(scores, corpus, errors)
    shown = as_json(scores, worst, told) if form else safe(as_text(scores, worst, told))
    click.echo(json.dumps(shown, ensure_ascii=False) if form else shown)
    if not predictions and len(found) < len(corpus):
        sys.exit(SOME_FAILED)


def _evaluate_polarity(gold: Path, model: str | None, rules: bool, form: str | None) -> None:
    from onrecord.evaluation.annotations import CorpusError
    from onrecord.targeted import evaluate_polarity

    try:
        click.echo(evaluate_polarity(gold, model, rules, form))
    except CorpusError as error:
        raise click.ClickException(str(error)) from error


def _predictions(corpus: Corpus, pipeline: Pipeline) -> Predictions:
    from attribution.json_format import to_json
    from onrecord.evaluation.annotations import from_contract
    from quotes.readers import Failure
    from quotes.types import Article

    found = {}
    for item in pipeline(Article(id, article.text) for id, article in corpus.items()):
        if isinstance(item, Failure):
            report(item)
        else:
            found[item.article.id] = from_contract(to_json(item))
    return found
