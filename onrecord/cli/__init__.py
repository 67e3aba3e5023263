"""The command line: who is on record saying what, in which office, about whom or what, for or against.

Each command stands in a module of this folder that is imported when the command runs, and heavy imports happen
inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

import onrecord
from onrecord.time_limit import DEFAULT_SECONDS

if TYPE_CHECKING:
    from sqlite_utils import Database

SOME_FAILED = 3
INTERRUPTED = 130
LONGEST = 600
"""Characters of a message, at most."""
NUMBER = click.IntRange(0, 2**63 - 1)
"""The number of a row, or of rows: what SQLite can hold."""
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
        except click.ClickException as error:
            vars(error)["message"] = shortened(error.message)
            raise
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            raise click.ClickException(one_line(error)) from error
        except UnicodeEncodeError as error:  # bytes of an argument that are no UTF-8 come as lone surrogates
            words = error.object.encode("utf-8", "backslashreplace").decode()
            raise click.ClickException(shortened(f"“{words}” is no text: it holds bytes that are no UTF-8.")) from error
        except Exception as error:
            is_own = type(error).__module__.split(".")[0] in OURS  # such an error says in a sentence what is wrong
            kind = "" if is_own else f"{type(error).__name__}: "
            raise click.ClickException(shortened(kind + one_line(error))) from error


def shortened(message: str) -> str:
    """Return a message without the middle of what would fill the screen."""
    return message if len(message) <= LONGEST else f"{message[: LONGEST // 2]} … {message[-LONGEST // 2 :]}"


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
def _seconds(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    """Return a number of seconds as it was given; refuse "nan", which lies in every range."""
    if value != value:
        raise click.BadParameter("nan is no number of seconds.")
    return value


timeout_option = click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), callback=_seconds, default=DEFAULT_SECONDS,
    show_default=True, metavar="SECONDS", help="Give an article up after this time; the others go on.",
)  # fmt: skip
paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATHS...|-")
database_argument = click.argument("database", metavar="DB")


Command = Callable[..., None]


def choice_of_flags(parameter: str, *flags: tuple[tuple[str, ...], str]) -> Callable[[Command], Command]:
    """Give a command flags (names, help) of which one at most can be given; ``parameter`` is then its name."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def chosen(*args: Any, **values: Any) -> None:
            given = [names[-1] for names, _ in flags if values.pop(f"flag_{names[-1].strip('-')}")]
            if len(given) > 1:
                raise click.UsageError(f"{given[0]} and {given[1]} cannot be given together.")
            command(*args, **values, **{parameter: given[0].strip("-") if given else None})

        taking: Command = chosen
        for names, help in reversed(flags):
            taking = click.option(*names, f"flag_{names[-1].strip('-')}", is_flag=True, help=help)(taking)
        return taking

    return decorate


output_options = choice_of_flags(
    "form", (("--json",), "Output as JSON."), (("--csv",), "Output as CSV."),
    (("-t", "--table"), "Output as a plain table."),
)  # fmt: skip
"""Give a command the choice of output that sqlite-utils has."""


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
    except json.JSONDecodeError as error:  # of a column: nobody else reads JSON while a database is open
        raise click.ClickException(f"{path} is damaged: a row holds no JSON where it must.") from error
    except UnicodeDecodeError as error:  # of a name in the schema, in what SQLite itself complains
        raise click.ClickException(f"{path} is damaged: it holds bytes that are no text.") from error
    except sqlite3.DatabaseError as error:
        raise click.ClickException(_sqlite_complaint(path, one_line(error))) from error


def _sqlite_complaint(path: str, reason: str) -> str:
    known = {
        "locked": f"{path} is locked by another program; try again when that has finished.",
        "readonly": f"{path} cannot be written: it is read-only.",
        "Could not decode": f"{path} is damaged: it holds bytes that are no text.",
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
    for thing, names in (("speaker", speaker), ("target", target)):
        for folded in json.loads(known[f"unknown_{thing}s"]):
            name = next(part.strip() for part in (names or "").split(";") if folded_name(part) == folded_name(folded))
            raise click.ClickException(f"{database} has no {thing} named “{name}”{nearest(db, thing, name)}")


NAMES = {
    "speaker": "SELECT alias FROM aliases",
    "target": "SELECT name FROM targets UNION SELECT name FROM target_names",
    "article": "SELECT id FROM articles",
}
ALIKE = 60
"""From how many percent on two names are so much alike that one may be meant for the other."""


def nearest(db: Database, thing: str, name: str) -> str:
    """Return the end of a complaint about a name that is not there: a question after the likest, else a full stop."""
    from rapidfuzz import fuzz, process

    names = [row[0] for row in db.execute(NAMES[thing]).fetchall()]
    found = process.extractOne(name[:LONGEST], names, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=ALIKE)
    return f"; did you mean “{found[0]}”?" if found else "."


def check_article(db: Database, database: str, article: str | None) -> None:
    """Stop when an article asked for is not in the database."""
    if article is not None and not db.execute("SELECT 1 FROM articles WHERE id = ?", [article]).fetchone():
        ending = nearest(db, "article", article)
        raise click.ClickException(f"{database} has no article with the id “{article}”{ending}")


def row_id(text: str) -> int | None:
    """Return the number of a row that somebody typed, None for what is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def a_date(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return a date or a beginning of one as it was given; refuse anything else."""
    if value is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
            raise ValueError
        date.fromisoformat(value + "0001-01-01"[len(value) :])
    except ValueError:
        raise click.BadParameter(f"“{value}” is no date such as 2031, 2031-03 or 2031-03-01.") from None
    return value
