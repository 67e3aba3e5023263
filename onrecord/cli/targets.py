"""The commands "onrecord targets ...": one target over many articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onrecord.cli import NUMBER, database_argument, open_db, output_options, row_id
from onrecord.cli.decisions import add_decisions, by_option, the_only_id

if TYPE_CHECKING:
    from sqlite_utils import Database

WHICH = "A target is a name, or an id as 'targets list' shows it."


@click.group()
def targets() -> None:
    """Merge and split targets across articles. Decisions also hold for articles added later."""


@targets.command("list")
@database_argument
@click.option("--search", metavar="WORDS", help="Those with these words in a name.")
@click.option("--kind", help="Those of this kind: person, organisation, group, document, place, event or issue.")
@click.option("--family", metavar="NAME", help="This target and those that belong to it.")
@click.option("--limit", type=NUMBER, metavar="N", help="List at most this many.")
@output_options
def list_(
    database: str, search: str | None, kind: str | None, family: str | None, limit: int | None, form: str | None
) -> None:
    """List targets, those with most stances first, with their families and the names articles have of them.

    "vote [2031-03-12-kerrow-dam-vote]" is the vote of that article alone: the name does not tell which one it is.
    """
    from db.queries import query
    from onrecord.cli.tables import format_rows

    with open_db(database) as db:
        rows = query(db, "targets", search=search, kind=kind, family=family, limit=limit)
    click.echo(format_rows(rows, form or "table"))


@targets.command(epilog=WHICH)
@database_argument
@click.argument("target")
@output_options
def show(database: str, target: str, form: str | None) -> None:
    """Show a target, and the decisions that made it what it is."""
    from db.merging.targets import decisions
    from db.queries import query
    from onrecord.cli.tables import format_rows

    with open_db(database) as db:
        id = find(db, target)
        row = query(db, "targets", id=id)
        log = decisions(db, id)
    shown = ("id", "action", "target_id", "other_id", "value", "reason", "decided_by", "created", "undone")
    history = [{name: decision[name] for name in shown} for decision in log]
    click.echo(format_rows(history, form) if form else format_rows(row, "table"))
    if history and not form:
        click.echo("\n" + format_rows(history, "table"))


@targets.command()
@database_argument
@click.option(
    "--alike", type=click.FloatRange(0, 1), default=0.35, show_default=True,
    help="How much alike two names must be, from 0 to 1.",
)  # fmt: skip
@output_options
def groups(database: str, alike: float, form: str | None) -> None:
    """List issues and events that may be one thing: "grain exports" and "export of grain". Nothing is merged.

    Names are compared word by word, by stem and by the vectors of the encoder; terms are the key terms of what was
    said. Print them with --csv, keep the lines that are right, and "targets import" takes them as decisions.
    """
    from db.merging.similar_targets import groups
    from onrecord.cli.tables import format_rows

    with open_db(database) as db:
        rows = groups(db, alike)
    click.echo(format_rows(rows, form or "table"))


@targets.command("import")
@database_argument
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@by_option
def import_(database: str, file: str, by: str) -> None:
    """Import targets from a CSV file: what belongs together under which name, in which family.

    Columns: name, aliases (a;b), kind, parent; name is needed. Each alias becomes a name of the target in all articles,
    those to come included. To import a list again changes only what differs.
    """
    from db.merging.targets import import_list

    with open_db(database, write=True) as db:
        count = import_list(db, file, by)
    click.echo(f"{database}: {count} decisions", err=True)


def find(db: Database, target: str) -> int:
    """Return the id of the one target meant; stop where there is none, or more than one."""
    from db.merging.target_identity import current
    from db.merging.targets import search

    rows = search(db, target)
    if not rows and (number := row_id(target)) is not None and (id := current(db, number)) is not None:
        return id
    everywhere = [row for row in rows if row["only_in"] is None]
    return the_only_id(db, everywhere or rows, "target", target)


add_decisions(targets, "target", "that is", WHICH, find)
