"""The command "onrecord evaluate": predictions against what people annotated."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from onrecord.cli import SOME_FAILED, model_option, rules_option
from onrecord.cli.add import report


@click.command()
@click.argument("gold")
@click.argument("predictions", required=False)
@click.option(
    "--texts", multiple=True, metavar="DIR",
    help="Where the texts are, <id>.txt; otherwise in text/ beside GOLD. May be given more than once.",
)  # fmt: skip
@click.option(
    "--bootstrap", type=click.IntRange(min=1), metavar="N",
    help="Confidence intervals of F1, from N bootstrap samples.",
)  # fmt: skip
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
    from onrecord.cli.tables import safe
    from onrecord.evaluation.evaluate import evaluate_corpus, evaluate_polarity
    from onrecord.evaluation.polarity_corpora import is_polarity_corpus

    if is_polarity_corpus(Path(gold)):
        polarity = evaluate_polarity(gold, model=model, rules=rules)
        click.echo(json.dumps(polarity.to_dict()) if form else polarity.to_text())
        return
    evaluation = evaluate_corpus(
        gold, predictions, texts=texts, bootstrap=bootstrap or 0, textacy=textacy, model=model, rules=rules
    )
    for failure in evaluation.failures:
        report(failure)
    shown = json.dumps(evaluation.to_dict(errors), ensure_ascii=False) if form else safe(evaluation.to_text(errors))
    click.echo(shown)
    if evaluation.failures:
        sys.exit(SOME_FAILED)
