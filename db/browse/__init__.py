"""The Datasette plugin: pages of the record, and Datasette's own pages of it dressed.

Works with Datasette 0.65 and 1.0 (alphas); hooks that only one of them has are optional.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import hookimpl

from db.browse import datasette_metadata, review_posts, routes
from db.browse.databases import ours
from db.queries import register


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Add our pages."""
    pages = "|".join(view for view in routes.VIEWS if view != "review")
    return [
        (routes.STYLE, routes.style),
        (routes.ROUTE.format("review"), review_posts.answer),
        (routes.ROUTE.format(pages), routes.answer),
    ]


@hookimpl(optionalhook=True)  # type: ignore[untyped-decorator]
def skip_csrf(scope: dict[str, Any]) -> bool:
    """Leave the forms of the review queue to its own checks: token, cookie and origin."""
    return bool(scope["path"].endswith("/-/review"))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give each connection the functions that our queries call."""
    register(conn)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> Any:
    """Find our databases, and in Datasette 1.0 say what their tables, columns and queries are."""

    async def inner() -> None:
        datasette.onrecord = [database.name for database in await ours(datasette)]
        await datasette_metadata.tell(datasette, datasette.onrecord)

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
        return datasette_metadata.cell(datasette, row, value, column, table)
    return None
