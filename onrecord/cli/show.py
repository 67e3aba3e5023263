"""The commands "onrecord quotes", "onrecord speakers" and "onrecord show": what a database holds."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from onrecord.cli import NUMBER, check_article, check_names, database_argument, open_db, output_options


@click.command()
@database_argument
@click.option("--speaker", help="Quotes of this speaker: a name as the articles have it.")
@click.option("--target", help="Quotes that take a stance on this target or its family.")
@click.option("--kind", type=click.Choice(["direct", "indirect", "mixed"]))
@click.option("--article", help="Quotes of the article with this id.")
@click.option("--search", help="Quotes with these words.")
@click.option("--limit", type=NUMBER, metavar="N", help="List at most this many quotes.")
@output_options
def quotes(database: str, form: str | None, **filters: Any) -> None:
    """List quotes with their speakers, oldest article first."""
    from db.queries import query
    from onrecord.cli.tables import format_rows, quotes_text

    with open_db(database) as db:
        check_names(db, database, filters["speaker"], filters["target"])
        check_article(db, database, filters["article"])
        rows = query(db, "quotes", **filters)
        if form:
            click.echo(format_rows(rows, form))
        elif rows:
            click.echo(quotes_text(rows, query(db, "stances", article=filters["article"])))


@click.command()
@database_argument
@output_options
def speakers(database: str, form: str | None) -> None:
    """List who speaks, the busiest first, with role, quotes and stances.

    Groups and bodies that a single article describes ("officials") come last.
    """
    from db.queries import query
    from onrecord.cli.tables import format_rows, speakers_text

    with open_db(database) as db:
        rows = query(db, "speakers")
        click.echo(format_rows(rows, form) if form else speakers_text(rows))


@click.command()
@database_argument
@click.argument("article")
@click.option("--why", is_flag=True, help="Show who each source could mean, and what decided.")
def show(database: str, article: str, why: bool) -> None:
    """Show an article with source, cue and content of each quote marked, and list the quotes."""
    from db.articles.store import load
    from onrecord.cli.tables import marked

    with open_db(database) as db:
        check_article(db, database, article)
        analysis = load(db, article)
    click.echo(marked(analysis, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ, why=why))
