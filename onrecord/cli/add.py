"""The commands "onrecord add" and "onrecord extract": articles in; a database, or JSON, out."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any

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
from onrecord.cli.progress import Progress
from onrecord.cli.reading_options import options_of, reading_options
from quotes.readers import Failure, Report


@click.command()
@database_argument
@paths_argument
@reading_options("--format")
@click.option("--any-language", is_flag=True, help="Analyse articles in other languages than English, too.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after this many articles.")
@click.option("--quiet", is_flag=True, help="Say only what failed.")
@model_option
@rules_option
@workers_option
@timeout_option
def add(
    database: str, paths: tuple[str, ...], any_language: bool, limit: int | None, quiet: bool, model: str | None,
    rules: bool, workers: int, timeout: float, **reading: Any,
) -> None:  # fmt: skip
    """Read articles into a database, which is created if it does not exist.

    PATHS are files (text, Markdown, web pages, JSON, JSON Lines, CSV, Excel, feeds, e-mail, Word, PDF, WARC, zip),
    folders of them, addresses of pages and feeds, or - for standard input. What a file is, its content says.
    Adding an article again replaces what changed; a call that was interrupted goes on where it stopped. Exit status:
    0 all fine, 1 failed, 3 some articles failed; the table "errors" lists them.
    """
    from db.articles.store import Run
    from db.merging.officials import officials_of
    from onrecord.intake import Intake, bytes_in, fetched_before, finish_stopped, keep_fetched, stopped_before
    from onrecord.pipeline import Pipeline
    from onrecord.saving import save_all
    from quotes.readers import read

    options = options_of(reading)
    _check_paths(database, paths)
    counts: Counter[str] = Counter()
    seen = Report() if quiet else Report(on_warning=_warn)
    progress = Progress(quiet, lambda: seen.bytes_read / total if total else 0.0)
    total = bytes_in(paths)  # of a large folder it takes a while: the first sign comes before
    args = [*paths, *_given({"rules": rules, "any_language": any_language, **reading})]
    with open_db(database, write=True) as db:
        seen.fetched = fetched_before(db)
        intake = Intake(any_language, limit, stopped_before(db, args, onrecord.__version__, model))
        pipeline = Pipeline(model, rules, workers, officials_of(db), timeout=timeout)
        run = Run(db, onrecord.__version__, model, args)
        try:
            for outcome in save_all(db, intake.analysed(read(paths, options, seen), pipeline), run):
                if isinstance(outcome, Failure):
                    counts["failed"] += 1
                    progress.clear()
                    report(outcome)
                else:
                    counts[outcome.outcome] += 1
                where = outcome.path if isinstance(outcome, Failure) else outcome.article_id
                progress.show(_tally(counts), counts.total(), where)
        except KeyboardInterrupt:
            click.echo(f"Interrupted; {database} keeps the {run.saved()} articles saved so far.", err=True)
            sys.exit(INTERRUPTED)
        if intake.done:
            finish_stopped(db, args)
        keep_fetched(db, seen.fetched)
        copies = run.copies()
    progress.clear()
    counts["unchanged"] += intake.done
    if not quiet:
        click.echo(f"{database}: {_tally(counts)}", err=True)
        for line in _details(seen, copies, any_language):
            click.echo(f"  {line}", err=True)
    if counts["failed"]:
        sys.exit(SOME_FAILED)


def _given(options: dict[str, Any]) -> list[str]:
    """Return the options of a call that change what is stored: a call with others does not go on with this one."""
    given = {name.replace("_", "-"): value for name, value in options.items() if value not in (None, False)}
    return [f"--{name}" if value is True else f"--{name}={value}" for name, value in given.items()]


def _check_paths(database: str, paths: tuple[str, ...]) -> None:
    """Stop where no path is there: a slip of the pen makes no database."""
    there = (path == "-" or "://" in path or os.path.lexists(path) for path in paths)
    if not os.path.exists(database) and not any(there):
        named = ", ".join(paths)
        raise click.ClickException(f"There is no file {named}; no database was made.")


def _warn(path: str, message: str) -> None:
    click.echo(f"{path}: {message}", err=True)


def _tally(counts: Counter[str]) -> str:
    outcomes = ("added", "changed", "unchanged", "failed")
    parts = [f"{counts[outcome]} {outcome}" for outcome in outcomes if counts[outcome]]
    return f"articles: {', '.join(parts) or 'none'}"


def _details(seen: Report, copies: int, any_language: bool) -> list[str]:
    """Return what else is to be told of a call: nothing where all was plain text that is new and English."""
    lines = []
    if seen.formats.keys() - {"plain text"}:
        lines.append("read: " + ", ".join(f"{n} {name}" for name, n in seen.formats.most_common()))
    if seen.skipped:
        found = seen.skipped.most_common()
        lines.append("passed over: " + "; ".join(f"{n} {ending} ({reason})" for (ending, reason), n in found))
    if copies:
        lines.append(f"copies of other articles: {copies} (stored; their statements count once)")
    if seen.languages:
        found_in = ", ".join(f"{n} {name}" for name, n in seen.languages.most_common())
        fate = "" if any_language else " (stored, not analysed; see --any-language)"
        lines.append(f"not in English: {found_in}{fate}")
    return lines


def report(failure: Failure) -> None:
    """Say what could not be read or analysed."""
    click.echo(f"{failure.path}: {failure.message}", err=True)


@click.command()
@paths_argument
@click.option("--format", "form", type=click.Choice(["json"]), default="json", help="One JSON object on each line.")
@reading_options("--input-format")
@model_option
@rules_option
@workers_option
@timeout_option
def extract(
    paths: tuple[str, ...], form: str, model: str | None, rules: bool, workers: int, timeout: float, **reading: Any
) -> None:
    """Print what articles say as JSON, one line for each article, without a database.

    Offsets count characters of the text as decoded. Exit status 3: some articles failed.
    """
    from onrecord.pipeline import Pipeline
    from quotes.readers import read

    failed = False
    seen = Report(on_warning=_warn)
    for result in Pipeline(model, rules, workers, timeout=timeout)(read(paths, options_of(reading), seen)):
        if isinstance(result, Failure):
            failed = True
            report(result)
        else:
            click.echo(json.dumps(result.to_dict(), ensure_ascii=False).encode())
    if failed:
        sys.exit(SOME_FAILED)
