"""The command line: who is on record saying what, in which office, about whom or what, for or against.

Heavy imports happen inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

if TYPE_CHECKING:
    from sqlite_utils import Database

    from attribution.annotations import Corpus, Predictions
    from attribution.roles.officials import Officials
    from attribution.types import Analysis
    from quotes.parser.parse import Parser
    from quotes.readers import Failure
    from quotes.types import Article

SOME_FAILED = 3
INTERRUPTED = 130


MODULES = {
    "people": "onrecord_people", "compare": "onrecord_compare", "timeline": "onrecord_compare",
    "export": "onrecord_export", "plot": "onrecord_export",
    "stance": "onrecord_stance", "targets": "onrecord_targets",
}  # fmt: skip
"""Groups of commands with a module of their own, imported when asked for."""


class Commands(click.Group):
    """The commands, with the last word on errors: one sentence on stderr, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*super().list_commands(ctx), *MODULES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, from its module if it has one."""
        if cmd_name in MODULES:
            from importlib import import_module

            command: click.Command = getattr(import_module(MODULES[cmd_name]), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            raise click.ClickException(_one_line(error)) from error
        except Exception as error:
            raise click.ClickException(f"{type(error).__name__}: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def version() -> str:
    """Return the installed version, or "unknown" when run from a folder that is not installed."""
    from importlib import metadata

    try:
        return metadata.version("onrecord")
    except metadata.PackageNotFoundError:
        return "unknown"


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"onrecord, version {version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version,
    help="Show the version.",
)  # fmt: skip
def cli() -> None:
    """Who is on record saying what, in which office, about whom or what, and for or against."""


model_option = click.option(
    "--model", envvar="ONRECORD_MODEL", metavar="DIR|stanza",
    help="Stanza models to use: a directory, or the official ones that Stanza downloaded.",
)  # fmt: skip
rules_option = click.option(
    "--rules", is_flag=True, help="Find quotes by grammar and cue lexicon alone, without learned weights."
)
workers_option = click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Analyse in so many processes; each takes a core and 700 MB.",
)  # fmt: skip
paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATHS...|-")
database_argument = click.argument("database", metavar="DB")


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the choice of output that sqlite-utils has."""
    for names, form in ((("-t", "--table"), "table"), (("--csv",), "csv"), (("--json",), "json")):
        help = {"table": "Output as a plain table.", "csv": "Output as CSV.", "json": "Output as JSON."}[form]
        command = click.option(*names, "form", flag_value=form, help=help)(command)
    return command


@contextmanager
def open_db(path: str, write: bool = False) -> Iterator[Database]:
    """Open the database, close it after the block, and say plainly what SQLite complains of."""
    import sqlite3

    from db.schema import NotOurs, open_database

    try:
        db = open_database(path, write)
        try:
            yield db
        finally:
            db.close()
    except (NotOurs, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise click.ClickException(_sqlite_complaint(path, _one_line(error))) from error


def _sqlite_complaint(path: str, reason: str) -> str:
    known = {
        "locked": f"{path} is locked by another program; try again when that has finished.",
        "readonly": f"{path} cannot be written: it is read-only.",
        "full": f"The disk is full; {path} keeps what was saved before.",
    }
    if "unable to open" in reason and os.path.exists(path) and not os.access(path, os.W_OK):
        return known["readonly"]
    return next((sentence for word, sentence in known.items() if word in reason), f"{path}: {reason}.")


Pipeline: TypeAlias = "Callable[[Iterable[Article | Failure]], Iterator[Analysis | Failure]]"


def pipeline(
    model: str | None, rules: bool = False, textacy: bool = False, officials: Officials | None = None, workers: int = 1,
    beside: Callable[[Article, Any], None] | None = None,
) -> Pipeline:  # fmt: skip
    """Return what turns articles into analyses; the models are loaded when the first article comes.

    ``beside`` is given each article with its parse before that.
    """
    load = partial(_load, model, rules, textacy, officials, beside)
    if workers > 1:
        from attribution.workers import analyse_in_processes

        return lambda items: analyse_in_processes(items, load, workers)
    from attribution.batch import analyse_all

    return lambda items: analyse_all(items, load)


def _load(
    model: str | None, rules: bool, textacy: bool, officials: Officials | None,
    beside: Callable[[Article, Any], None] | None,
) -> Any:  # fmt: skip
    parser = load_parser(model)
    from attribution.analyze import analyze, analyze_with_textacy

    def analyse(article: Article, doc: Any) -> Analysis:
        if beside:
            beside(article, doc)
        return analyze_with_textacy(article, doc) if textacy else analyze(article, doc, rules, officials)

    return parser, analyse


def load_parser(model: str | None) -> Parser:
    """Return the parser; models that cannot be loaded are one sentence."""
    import warnings

    warnings.simplefilter("ignore")  # what libraries warn of here is for their developers
    import torch

    from quotes.parser.parse import Parser
    from quotes.parser.stanza_pipeline import ModelError

    torch.set_num_threads(1)  # on a busy machine several threads mostly wait for each other
    try:
        return Parser(model)
    except ModelError as error:
        raise click.ClickException(str(error)) from error


@cli.command()
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
    from db.merging.resolve import in_run, resolve
    from quotes.readers import Failure, read

    counts: Counter[str] = Counter()
    with open_db(database, write=True) as db:
        run = Run(db, version(), model, paths)
        try:
            for item in pipeline(model, rules, officials=officials_of(db), workers=workers)(read(paths)):
                if isinstance(item, Failure):
                    counts["failed"] += 1
                    run.error(item.path, item.message)
                    _report(item)
                else:
                    counts[save(db, item, run).outcome] += 1
                _progress(counts)
            run.finish()
            if run.saved():
                resolve(db, in_run(db, run.id))
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


def _report(failure: Failure) -> None:
    click.echo(f"{failure.path}: {failure.message}", err=True)


def _progress(counts: Counter[str]) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{_tally(counts)}\033[K\r", err=True, nl=False)


@cli.command()
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
    from quotes.readers import Failure, read

    failed = False
    for item in pipeline(model, rules, workers=workers)(read(paths)):
        if isinstance(item, Failure):
            failed = True
            _report(item)
        else:
            click.echo(json.dumps(to_json(item), ensure_ascii=False).encode())
    if failed:
        sys.exit(SOME_FAILED)


@cli.command()
@database_argument
@click.option("--speaker", help="Quotes of this speaker: a name as the articles have it.")
@click.option("--target", help="Quotes that take a stance on this target or its family.")
@click.option("--kind", type=click.Choice(["direct", "indirect", "mixed"]))
@click.option("--article", help="Quotes of the article with this id.")
@click.option("--search", help="Quotes with these words.")
@click.option("--limit", type=click.IntRange(min=0), help="So many quotes at most.")
@output_options
def quotes(database: str, form: str | None, **filters: Any) -> None:
    """List quotes with their speakers, oldest article first."""
    from db.layout import format_rows, quotes_text
    from db.queries import query

    with open_db(database) as db:
        check_names(db, database, filters["speaker"], filters["target"])
        rows = query(db, "quotes", **filters)
        if form:
            click.echo(format_rows(rows, form))
        elif rows:
            click.echo(quotes_text(rows, query(db, "stances", article=filters["article"])))


@cli.command()
@database_argument
@output_options
def speakers(database: str, form: str | None) -> None:
    """List who speaks, the busiest first, with role, quotes and stances."""
    from db.layout import format_rows, speakers_text
    from db.queries import query

    with open_db(database) as db:
        rows = query(db, "speakers")
        click.echo(format_rows(rows, form) if form else speakers_text(rows))


def check_names(db: Database, database: str, speaker: str | None, target: str | None) -> None:
    """Stop when a name asked for is not in the database: an empty answer would hide a slip of the pen.

    Several speakers, and several targets, are separated by semicolons.
    """
    from db.names import fold
    from db.queries import query

    [known] = query(db, "known_names", speaker=speaker, target=target)
    for name in json.loads(known["unknown_speakers"]):
        raise click.ClickException(f"{database} has no speaker named “{name}”.")
    for folded in json.loads(known["unknown_targets"]):
        name = next(part.strip() for part in (target or "").split(";") if fold(part) == folded)
        raise click.ClickException(f"{database} has no target named “{name}”.")


@cli.command()
@database_argument
@click.argument("article")
@click.option("--why", is_flag=True, help="Show who was weighed for each source, and what decided.")
def show(database: str, article: str, why: bool) -> None:
    """Show an article with source, cue and content of each quote marked, and list the quotes."""
    from db.articles.store import load
    from db.layout import marked

    with open_db(database) as db:
        try:
            analysis = load(db, article)
        except KeyError:
            raise click.ClickException(f"{database} has no article with the id “{article}”.") from None
    click.echo(marked(analysis, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ, why=why))


@cli.command()
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
    from attribution.polarity import is_polarity_corpus

    if is_polarity_corpus(Path(gold)):
        return _evaluate_polarity(Path(gold), model, rules, form)
    from attribution import score
    from attribution.annotations import CorpusError, read_corpus, read_predictions
    from attribution.given import judge_alone
    from attribution.reports import as_json, as_text
    from attribution.worst import worst_errors
    from db.layout import safe

    try:
        corpus = read_corpus(gold, texts)
        given: Predictions = {}
        analyse = pipeline(model, rules, textacy, beside=judge_alone(corpus, given))
        found = read_predictions(predictions, corpus) if predictions else _predictions(corpus, analyse)
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
    from attribution.annotations import CorpusError
    from onrecord_stance import evaluate_polarity

    try:
        click.echo(evaluate_polarity(gold, model, rules, form))
    except CorpusError as error:
        raise click.ClickException(str(error)) from error


def _predictions(corpus: Corpus, analyse: Pipeline) -> Predictions:
    from attribution.annotations import from_contract
    from attribution.json_format import to_json
    from quotes.readers import Failure
    from quotes.types import Article

    found = {}
    for item in analyse(Article(id, article.text) for id, article in corpus.items()):
        if isinstance(item, Failure):
            _report(item)
        else:
            found[item.article.id] = from_contract(to_json(item))
    return found


@cli.command()
@database_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free one.")
@click.option("--open", "show", is_flag=True, help="Open the pages in a web browser.")
@click.option("--review", is_flag=True, help="Let whoever opens the address printed decide on doubtful rows.")
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Another address than this machine's own lets others read, and with --review whoever has the token write.",
)  # fmt: skip
def browse(database: str, port: int, show: bool, review: bool, host: str) -> None:
    """Browse a database: Datasette with pages to search, compare officials and read them in their articles."""
    try:
        from db.browse.serve import serve
    except ImportError as error:
        raise click.ClickException(f"pip install 'onrecord[browse]' first: {_one_line(error)}") from error
    with open_db(database):
        pass  # says what is wrong with it
    serve(database, host, port, review, show, lambda address: click.echo(f"{address}   Ctrl+C ends it."))


@cli.command()
@database_argument
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def publish(database: str, folder: Path) -> None:
    """Write the pages of a database as a folder of files that any web host can serve."""
    try:
        from db.browse.publish import run
    except ImportError as error:
        raise click.ClickException(f"pip install 'onrecord[browse]' first: {_one_line(error)}") from error
    with open_db(database):
        pass
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty; it was left as it is.")
    count = run(database, folder, lambda done: None)
    click.echo(f"{folder}: {count} files, begin with {folder / 'index.html'}")


@cli.command()
@model_option
def doctor(model: str | None) -> None:
    """Check the installation: versions, models, SQLite, packages that hide ours. Exit status 1: not whole."""
    from quotes.doctor import checks

    report = checks(model)
    for check in report:
        click.echo(f"{'ok ' if check.ok else 'BAD'}  {check.text}")
    if not all(check.ok for check in report):
        sys.exit(1)


if __name__ == "__main__":  # "python -m onrecord": the other modules add their commands to the module by its name
    from onrecord import cli as whole

    whole(prog_name="python -m onrecord")
