"""The command line: who is on record saying what, in which office, about whom or what, for or against.

Each command stands in a module of this folder that is imported when the command runs, and heavy imports happen
inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

import onrecord
from onrecord.time_limit import DEFAULT_SECONDS

if TYPE_CHECKING:
    from sqlite_utils import Database

SOME_FAILED = 3
INTERRUPTED = 130
OURS = ("quotes", "attribution", "db", "onrecord")

MODULES = {
    "add": "add", "extract": "add",
    "quotes": "show", "speakers": "show", "show": "show",
    "compare": "compare", "timeline": "compare",
    "people": "people", "targets": "targets", "stance": "stance", "evaluate": "evaluate",
    "export": "export", "plot": "export",
    "browse": "browse", "publish": "browse", "doctor": "doctor",
}  # fmt: skip
"""The module of each command."""


class Commands(click.Group):
    """The commands, with the last word on errors: one sentence on stderr, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, from its module."""
        if cmd_name not in MODULES:
            return None
        command: click.Command = getattr(import_module(f"onrecord.cli.{MODULES[cmd_name]}"), cmd_name)
        return command

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
            raise click.ClickException(one_line(error)) from error
        except Exception as error:
            is_own = type(error).__module__.split(".")[0] in OURS  # such an error says in a sentence what is wrong
            kind = "" if is_own else f"{type(error).__name__}: "
            raise click.ClickException(kind + one_line(error)) from error


def one_line(error: Exception) -> str:
    """Return what an error says, on one line."""
    return " ".join(str(error).split())


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"onrecord, version {onrecord.__version__}")
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
    help="Read articles in this many processes at once; each takes a core and 700 MB of memory.",
)  # fmt: skip
timeout_option = click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=DEFAULT_SECONDS, show_default=True,
    metavar="SECONDS", help="Give an article up after this time; the others go on.",
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

    from db.schema import open_database

    try:
        db = open_database(path, write)
        try:
            yield db
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        raise click.ClickException(_sqlite_complaint(path, one_line(error))) from error


def _sqlite_complaint(path: str, reason: str) -> str:
    known = {
        "locked": f"{path} is locked by another program; try again when that has finished.",
        "readonly": f"{path} cannot be written: it is read-only.",
        "full": f"The disk is full; {path} keeps what was saved before.",
    }
    if "unable to open" in reason and os.path.exists(path) and not os.access(path, os.W_OK):
        return known["readonly"]
    return next((sentence for word, sentence in known.items() if word in reason), f"{path}: {reason}.")


def check_names(db: Database, database: str, speaker: str | None, target: str | None) -> None:
    """Stop when a name asked for is not in the database: an empty answer would hide a slip of the pen.

    Several speakers, and several targets, are separated by semicolons.
    """
    from db.names import folded_name
    from db.queries import query

    [known] = query(db, "known_names", speaker=speaker, target=target)
    for name in json.loads(known["unknown_speakers"]):
        raise click.ClickException(f"{database} has no speaker named “{name}”.")
    for folded in json.loads(known["unknown_targets"]):
        name = next(part.strip() for part in (target or "").split(";") if folded_name(part) == folded)
        raise click.ClickException(f"{database} has no target named “{name}”.")
