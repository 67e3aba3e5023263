"""The commands "onrecord add" and "onrecord extract": articles in; a database, or JSON, out."""

from __future__ import annotations

import json
import sys
from collections import Counter

import click

import onrecord
from onrecord.cli import (
    INTERRUPTED,
    SOME_FAILED,
    database_argument,
    model_option,
    open_db,
    paths_argument,
    rules_option,
    timeout_option,
    workers_option,
)
from quotes.readers import Failure


@click.command()
@database_argument
@paths_argument
@model_option
@rules_option
@workers_option
@timeout_option
def add(
    database: str, paths: tuple[str, ...], model: str | None, rules: bool, workers: int, timeout: float
) -> None:
    """Read articles into a database, which is created if it does not exist.

    PATHS are .txt files, .jsonl files (one article a line: id, text, title, outlet, published or date, byline,
    url, path), folders of them, or - for one article on standard input. Adding an article again replaces what
    changed. Exit status: 0 all fine, 1 failed, 3 some articles failed; the table "errors" lists them.
    """
    from db.articles.store import Run
    from db.merging.officials import officials_of
    from onrecord.pipeline import Pipeline
    from onrecord.saving import save_all
    from quotes.readers import read

    counts: Counter[str] = Counter()
    with open_db(database, write=True) as db:
        run = Run(db, onrecord.__version__, model, paths)
        results = Pipeline(model, rules, workers, officials_of(db), timeout=timeout)(read(paths))
        try:
            for outcome in save_all(db, results, run):
                if isinstance(outcome, Failure):
                    counts["failed"] += 1
                    report(outcome)
                else:
                    counts[outcome.outcome] += 1
                _progress(counts)
        except KeyboardInterrupt:
            click.echo(f"Interrupted; {database} keeps the {run.saved()} articles saved so far.", err=True)
            sys.exit(INTERRUPTED)
    click.echo(f"{database}: {_tally(counts)}", err=True)
    if counts["failed"]:
        sys.exit(SOME_FAILED)


def _tally(counts: Counter[str]) -> str:
    outcomes = ("added", "changed", "unchanged", "failed")
    parts = [f"{counts[outcome]} {outcome}" for outcome in outcomes if counts[outcome]]
    return f"articles: {', '.join(parts) or 'none'}"


def report(failure: Failure) -> None:
    """Say what could not be read or analysed."""
    click.echo(f"{failure.path}: {failure.message}", err=True)


def _progress(counts: Counter[str]) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{_tally(counts)}\033[K\r", err=True, nl=False)


@click.command()
@paths_argument
@click.option("--format", "form", type=click.Choice(["json"]), default="json", help="One JSON object on each line.")
@model_option
@rules_option
@workers_option
@timeout_option
def extract(
    paths: tuple[str, ...], form: str, model: str | None, rules: bool, workers: int, timeout: float
) -> None:
    """Print what articles say as JSON, one line for each article, without a database.

    Offsets count characters of the text as decoded. Exit status 3: some articles failed.
    """
    from onrecord.pipeline import Pipeline
    from quotes.readers import read

    failed = False
    for result in Pipeline(model, rules, workers, timeout=timeout)(read(paths)):
        if isinstance(result, Failure):
            failed = True
            report(result)
        else:
            click.echo(json.dumps(result.to_dict(), ensure_ascii=False).encode())
    if failed:
        sys.exit(SOME_FAILED)
