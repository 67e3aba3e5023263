"""What "onrecord people" and "onrecord targets" share: merge, split, rename, undo, and whom or what a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli import NUMBER, database_argument, nearest, open_db

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST_IDS = 8
"""How many ids are listed where a name means several."""

by_option = click.option("--by", envvar="ONRECORD_REVIEWER", default="you", show_default=True, help="Who decides.")
reason_option = click.option("--reason", default="decided by hand", show_default=True, help="Why.")


def the_only_id(db: Database, rows: Sequence[dict[str, Any]], thing: str, name: str) -> int:
    """Return the id of the one speaker or target that a name means; stop where there is none, or more than one."""
    if not rows:
        raise click.ClickException(f"There is no {thing} named “{name}”{nearest(db, thing, name)}")
    if len(rows) > 1:
        ids = ", ".join(str(row["id"]) for row in rows[:MOST_IDS])
        raise click.ClickException(f"“{name}” is the name of {len(rows)} {thing}s; say which by id: {ids}.")
    return int(rows[0]["id"])


def add_decisions(
    group: click.Group, thing: str, really: str, epilog: str, find: Callable[[Database, str], int]
) -> None:
    """Add the commands that people and targets share: merge, split, rename, undo.

    ``db.merging.<name of the group>`` makes the decisions; ``find`` returns the id of the one ``thing`` that is meant.
    """

    def made() -> Any:
        return import_module(f"db.merging.{group.name}")

    @group.command(epilog=epilog)
    @database_argument
    @click.argument("into")
    @click.argument("others", nargs=-1, required=True)
    @reason_option
    @by_option
    def merge(database: str, into: str, others: tuple[str, ...], reason: str, by: str) -> None:
        """Make OTHERS one with INTO, whose name stays."""
        with open_db(database, write=True) as db:
            id = find(db, into)
            for other in others:
                click.echo(f"Decision {made().merge(db, id, find(db, other), reason, by)}: {other} is {into}.")

    @group.command(epilog=epilog, help=f"Take names or articles away from a {thing} {really} really two.")
    @database_argument
    @click.argument("meant", metavar=thing.upper())
    @click.option("--name", "names", multiple=True, help="Take this name away. May be given more than once.")
    @click.option("--article", "articles", multiple=True, help="Take away what this article says. More than once, too.")
    @click.option("--as", "new", metavar="NAME", help=f"What the new {thing} is called.")
    @reason_option
    @by_option
    def split(
        database: str, meant: str, names: tuple[str, ...], articles: tuple[str, ...], new: str | None, reason: str,
        by: str,
    ) -> None:  # fmt: skip
        with open_db(database, write=True) as db:
            id = made().split(db, find(db, meant), reason, by, names=names, articles=articles, name=new)
            click.echo(f"They belong to {thing} {id} now, {db[f'{thing}s'].get(id)['name']}.")

    @group.command(epilog=epilog, help=f"Call a {thing} by another name; the names of articles still find it.")
    @database_argument
    @click.argument("meant", metavar=thing.upper())
    @click.argument("name")
    @reason_option
    @by_option
    def rename(database: str, meant: str, name: str, reason: str, by: str) -> None:
        with open_db(database, write=True) as db:
            id = made().rename(db, find(db, meant), name, reason, by)
            click.echo(f"Decision {id}: {meant} is called {name}.")

    @group.command(help=f"Take a decision back, by its number as '{group.name} show' lists it.")
    @database_argument
    @click.argument("decision", type=NUMBER)
    @by_option
    def undo(database: str, decision: int, by: str) -> None:
        with open_db(database, write=True) as db:
            made().undo(db, decision, by)
        click.echo(f"Decision {decision} is undone.")
