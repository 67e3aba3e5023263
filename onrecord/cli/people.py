"""The commands "onrecord people ...": one person over many articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli import database_argument, open_db, output_options

if TYPE_CHECKING:
    from sqlite_utils import Database

WHOM = "A speaker is a name or alias, or an id as 'people list' shows it."


@click.group()
def people() -> None:
    """Join and part people across articles; what you decide holds for articles to come."""


by_option = click.option("--by", envvar="ONRECORD_REVIEWER", default="you", show_default=True, help="Who decides.")
reason_option = click.option("--reason", default="decided by hand", show_default=True, help="Why.")


@contextmanager
def deciding(path: str, write: bool = True) -> Iterator[Database]:
    """Open the database; a decision that cannot be made is one sentence."""
    from db.merging.people import PeopleError
    from db.merging.targets import TargetError

    try:
        with open_db(path, write) as db:
            yield db
    except (PeopleError, TargetError) as error:
        raise click.ClickException(str(error)) from error


def add_decisions(
    group: click.Group, thing: str, really: str, epilog: str, find: Callable[[Database, str], int]
) -> None:
    """Add the commands that people and targets share: merge, split, rename, undo.

    ``db.<name of the group>`` makes the decisions; ``find`` returns the id of the one ``thing`` that is meant.
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
        with deciding(database) as db:
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
        with deciding(database) as db:
            id = made().split(db, find(db, meant), reason, by, names=names, articles=articles, name=new)
            click.echo(f"They belong to {thing} {id} now, {db[f'{thing}s'].get(id)['name']}.")

    @group.command(epilog=epilog, help=f"Call a {thing} by another name; the names of articles still find it.")
    @database_argument
    @click.argument("meant", metavar=thing.upper())
    @click.argument("name")
    @reason_option
    @by_option
    def rename(database: str, meant: str, name: str, reason: str, by: str) -> None:
        with deciding(database) as db:
            id = made().rename(db, find(db, meant), name, reason, by)
            click.echo(f"Decision {id}: {meant} is called {name}.")

    @group.command(help=f"Take a decision back, by its number as '{group.name} show' lists it.")
    @database_argument
    @click.argument("decision", type=int)
    @by_option
    def undo(database: str, decision: int, by: str) -> None:
        with deciding(database) as db:
            made().undo(db, decision, by)
        click.echo(f"Decision {decision} is undone.")


@people.command("list")
@database_argument
@click.option("--search", metavar="NAME", help="Those whose name or alias sounds like this.")
@click.option("--limit", type=click.IntRange(min=0), help="So many at most.")
@output_options
def list_(database: str, search: str | None, limit: int | None, form: str | None) -> None:
    """List people, the busiest first, with their names, role, quotes and articles."""
    from db.merging.resolve import candidates
    from db.queries import query
    from onrecord.cli.tables import format_rows

    with deciding(database, write=False) as db:
        rows = query(db, "people", limit=limit)
        if search is not None:
            found = candidates(db, search)
            rows = [row for row in rows if row["id"] in found]
    click.echo(format_rows(rows, form or "table"))


@people.command(epilog=WHOM)
@database_argument
@click.argument("speaker")
@output_options
def show(database: str, speaker: str, form: str | None) -> None:
    """Show a speaker: names, offices with dates, and the decisions that made it what it is."""
    from db.merging.people import decisions
    from db.queries import query
    from onrecord.cli.tables import format_rows, person_text

    with deciding(database, write=False) as db:
        id = find(db, speaker)
        [row] = [row for row in query(db, "people", speaker=id)]
        offices = query(db, "offices", speaker=id)
        log = decisions(db, id)
    click.echo(format_rows(log, form) if form else person_text(row, offices, log))


@people.command(epilog=WHOM)
@database_argument
@click.argument("speaker")
@click.argument("alias")
@reason_option
@by_option
def alias(database: str, speaker: str, alias: str, reason: str, by: str) -> None:
    """Let a speaker be known by one more name."""
    from db.merging.people import add_alias

    with deciding(database) as db:
        click.echo(f"Decision {add_alias(db, find(db, speaker), alias, reason, by)}: {alias} is {speaker}.")


@people.command()
@database_argument
@click.option("--accept", type=int, multiple=True, metavar="ID", help="Merge the two of this proposal.")
@click.option("--reject", type=int, multiple=True, metavar="ID", help="Keep the two of this proposal apart for good.")
@click.option("--quotes", is_flag=True, help="List doubtful speakers and stances of quotes instead.")
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="So many at most.")
@by_option
@output_options
def review(
    database: str, accept: tuple[int, ...], reject: tuple[int, ...], quotes: bool, limit: int, by: str, form: str | None
) -> None:
    """List the merges that wait for you, or decide some of them."""
    from db.merging.people import accept_proposal, proposals, reject_proposal
    from db.merging.reviews import doubtful
    from onrecord.cli.tables import format_rows

    with deciding(database, write=bool(accept or reject)) as db:
        for proposal in accept:
            click.echo(f"Decision {accept_proposal(db, proposal, by)}: merged.")
        for proposal in reject:
            click.echo(f"Decision {reject_proposal(db, proposal, by)}: kept apart.")
        if accept or reject:
            return
        if quotes:
            rows = doubtful(db, limit=limit)
        else:
            shown = ("id", "name", "quotes", "other", "other_quotes", "score", "reason")
            rows = [{name: row[name] for name in shown} for row in proposals(db)[:limit]]
    click.echo(format_rows(rows, form or "table"))


@people.command()
@database_argument
@click.option("--afresh", is_flag=True, help="Take back all automatic merges first; what people decided stays.")
def resolve(database: str, afresh: bool) -> None:
    """Find people who are one, by like names and evidence; merge the sure ones, propose the likely.

    "onrecord add" does this for the articles it adds, unless it is interrupted.
    """
    from db.merging.resolve import forget, resolve

    with deciding(database) as db:
        if afresh:
            forget(db)
        found = resolve(db)
    click.echo(f"{database}: {found.merged} merged, {found.proposed} waiting for review", err=True)


@people.command("import")
@database_argument
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def import_(database: str, file: str) -> None:
    """Import officials from a CSV file, to be recognised by name, office and date.

    Columns: name, aliases (a;b), role, organisation, country, party, from, to (dates), wikidata; name and role are
    needed. They help to tell who is meant and never add a speaker: an article's own words must name or describe one.
    """
    from db.merging.officials import ListError, import_list

    try:
        with deciding(database) as db:
            count = import_list(db, file)
    except ListError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{database}: {count} officials imported", err=True)


def find(db: Database, speaker: str) -> int:
    """Return the id of the one speaker meant; stop where there is none, or more than one."""
    from db.merging.people import search
    from db.merging.speaker_identity import current

    rows: list[dict[str, Any]] = search(db, speaker)
    if not rows and speaker.isdigit() and (id := current(db, int(speaker))) is not None:
        return id
    if not rows:
        raise click.ClickException(f"There is no speaker named “{speaker}”.")
    exact = [row for row in rows if row["name"].casefold() == speaker.casefold()]
    wide = [row for row in rows if row["only_in"] is None]
    meant = [row for row in exact if row in wide] or wide or exact or rows
    if len(meant) > 1:
        ids = ", ".join(str(row["id"]) for row in meant[:8])
        raise click.ClickException(f"“{speaker}” is the name of {len(meant)} speakers; say which by id: {ids}.")
    return int(meant[0]["id"])


add_decisions(people, "speaker", "who is", WHOM, find)
