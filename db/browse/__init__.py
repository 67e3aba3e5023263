"""The Datasette plugin: our pages, and titles, descriptions and links for Datasette's own pages of our tables.

1. ``routes``: from a request to an answer; ``VIEWS`` lists the pages. ``request`` has their parameters, ``databases``
   which of the databases served are ours.
2. What each page shows: ``pages`` (home, speaker, target), ``article``, ``compare``, ``search``, ``review_queue``. They
   read the queries of ``db/queries/pages.sql`` through ``page_queries``; ``page_templates`` show it (a folder called
   "templates" would replace Datasette's own). ``charts`` has the geometry of charts.
3. ``review_posts``: decisions sent from the review queue. ``datasette_metadata`` and ``metadata.yaml``: what Datasette
   says on its own pages. ``serve`` and ``publish``: the commands.

Works with Datasette 0.65 and 1.0 (alphas); hooks that only one of them has are optional.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import hookimpl

from db.browse import datasette_metadata, review_posts, routes
from db.browse.databases import our_databases
from db.queries import register_functions


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Add our pages."""
    pages = "|".join(view for view in routes.VIEWS if view != "review")
    return [
        (routes.STYLE, routes.style),
        (routes.ROUTE.format("review"), review_posts.answer_review),
        (routes.ROUTE.format(pages), routes.show_page),
    ]


@hookimpl(optionalhook=True)  # type: ignore[untyped-decorator]
def skip_csrf(scope: dict[str, Any]) -> bool:
    """Leave the forms of the review queue to its own checks: token, cookie and origin."""
    return bool(scope["path"].endswith("/-/review"))


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Say in a sentence what cannot be answered, where we serve: other servers have their own pages for that."""
    if not getattr(datasette, "onrecord_served", False):
        return None
    return lambda: routes.answer_exception(datasette, request, exception)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give each connection the functions that our queries call."""
    register_functions(conn)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> Any:
    """Find our databases, and in Datasette 1.0 say what their tables, columns and queries are."""

    async def inner() -> None:
        datasette.onrecord = [database.name for database in await our_databases(datasette)]
        await datasette_metadata.describe_databases(datasette, datasette.onrecord)

    return inner


@hookimpl(optionalhook=True)  # type: ignore[untyped-decorator]
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Say in Datasette 0.65 what our tables and columns are."""
    return datasette_metadata.metadata(getattr(datasette, "onrecord", ()))


@hookimpl(optionalhook=True)  # type: ignore[untyped-decorator]
def canned_queries(datasette: Any, database: str) -> dict[str, Any]:
    """Offer in Datasette 0.65 the queries of the command line."""
    return datasette_metadata.queries() if database in getattr(datasette, "onrecord", ()) else {}


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Link our pages from the menu, where there is a database of ours."""
    if not getattr(datasette, "onrecord", ()):
        return []
    return [{"href": datasette.urls.path("/-/record"), "label": "The record"}]


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Link articles, speakers and targets to their pages, and show what would stay unseen."""
    if database in getattr(datasette, "onrecord", ()):
        return datasette_metadata.cell_as_html(datasette, row, value, column, table)
    return None
