"""The commands "onrecord people ...": one person over many articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onrecord.cli import NUMBER, database_argument, open_db, output_options, row_id
from onrecord.cli.decisions import add_decisions, by_option, reason_option, the_only_id

if TYPE_CHECKING:
    from sqlite_utils import Database

WHOM = "A speaker is a name or alias, or an id as 'people list' shows it."


@click.group()
def people() -> None:
    """Merge and split people across articles. Decisions also hold for articles added later."""


@people.command("list")
@database_argument
@click.option("--search", metavar="NAME", help="Those whose name or alias sounds like this.")
@click.option("--limit", type=NUMBER, metavar="N", help="List at most this many.")
@output_options
def list_(database: str, search: str | None, limit: int | None, form: str | None) -> None:
    """List people, the busiest first, with their names, role, quotes and articles."""
    from db.merging.resolve import people_named_like
    from db.queries import query
    from onrecord.cli.tables import format_rows

    with open_db(database) as db:
        rows = query(db, "people", limit=limit)
        if search is not None:
            found = people_named_like(db, search)
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

    with open_db(database) as db:
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

    with open_db(database, write=True) as db:
        click.echo(f"Decision {add_alias(db, find(db, speaker), alias, reason, by)}: {alias} is {speaker}.")


@people.command()
@database_argument
@click.option("--accept", type=NUMBER, multiple=True, metavar="ID", help="Merge the two of this proposal.")
@click.option(
    "--reject", type=NUMBER, multiple=True, metavar="ID", help="Keep the two of this proposal apart for good."
)
@click.option("--quotes", is_flag=True, help="List doubtful speakers and stances of quotes instead.")
@click.option("--limit", type=NUMBER, metavar="N", default=50, show_default=True, help="List at most this many.")
@by_option
@output_options
def review(
    database: str, accept: tuple[int, ...], reject: tuple[int, ...], quotes: bool, limit: int, by: str, form: str | None
) -> None:
    """List the merges that wait for you, or decide some of them."""
    from db.merging.people import accept_proposal, proposals, reject_proposal
    from db.merging.reviews import doubtful
    from onrecord.cli.tables import format_rows

    with open_db(database, write=bool(accept or reject)) as db:
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

    "onrecord add" does this for the articles it adds, and for those of a run that was interrupted.
    """
    from db.merging.resolve import resolve, undo_automatic_merges

    with open_db(database, write=True) as db:
        if afresh:
            undo_automatic_merges(db)
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
    from db.merging.officials import import_list

    with open_db(database, write=True) as db:
        count = import_list(db, file)
    click.echo(f"{database}: {count} officials imported", err=True)


def find(db: Database, speaker: str) -> int:
    """Return the id of the one speaker meant; stop where there is none, or more than one."""
    from db.merging.people import search
    from db.merging.speaker_identity import current

    rows = search(db, speaker)
    if not rows and (number := row_id(speaker)) is not None and (id := current(db, number)) is not None:
        return id
    exact = [row for row in rows if row["name"].casefold() == speaker.casefold()]
    everywhere = [row for row in rows if row["only_in"] is None]
    both = [row for row in exact if row in everywhere]
    return the_only_id(db, both or everywhere or exact or rows, "speaker", speaker)


add_decisions(people, "speaker", "who is", WHOM, find)
