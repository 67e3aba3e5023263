"""The commands "onrecord add" and "onrecord extract": articles in; a database, or JSON, out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from onrecord.cli import (
    INTERRUPTED,
    SOME_FAILED,
    database_argument,
    model_option,
    open_db,
    paths_argument,
    rules_option,
    version,
    workers_option,
)

if TYPE_CHECKING:
    from quotes.readers import Failure


@click.command()
@database_argument
@paths_argument
@model_option
@rules_option
@workers_option
def add(database: str, paths: tuple[str, ...], model: str | None, rules: bool, workers: int) -> None:
    """Add articles to a database, made where there is none.

    PATHS are .txt files, .jsonl files (one article a line: id, text, title, outlet, published or date, byline,
    url, path), folders of them, or - for one article on standard input. Adding an article again replaces what
    changed. Exit status: 0 all fine, 1 failed, 3 some articles failed and are in the table "errors".
    """
    from db.articles.store import Run, save
    from db.merging.officials import officials_of
    from db.merging.resolve import people_in_run, resolve
    from onrecord.pipeline import Pipeline
    from quotes.readers import Failure, read

    counts: Counter[str] = Counter()
    with open_db(database, write=True) as db:
        run = Run(db, version(), model, paths)
        try:
            for item in Pipeline(model, rules, workers, officials_of(db))(read(paths)):
                if isinstance(item, Failure):
                    counts["failed"] += 1
                    run.error(item.path, item.message)
                    report(item)
                else:
                    counts[save(db, item, run).outcome] += 1
                _progress(counts)
            run.finish()
            if run.saved():
                resolve(db, people_in_run(db, run.id))
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
@click.option("--format", "form", type=click.Choice(["json"]), default="json", help="One JSON object a line.")
@model_option
@rules_option
@workers_option
def extract(paths: tuple[str, ...], form: str, model: str | None, rules: bool, workers: int) -> None:
    """Print what was found in articles, one JSON object an article and line, without a database.

    Offsets count characters of the text as decoded. Exit status 3: some articles failed.
    """
    from attribution.json_format import to_json
    from onrecord.pipeline import Pipeline
    from quotes.readers import Failure, read

    failed = False
    for item in Pipeline(model, rules, workers)(read(paths)):
        if isinstance(item, Failure):
            failed = True
            report(item)
        else:
            click.echo(json.dumps(to_json(item), ensure_ascii=False).encode())
    if failed:
        sys.exit(SOME_FAILED)
