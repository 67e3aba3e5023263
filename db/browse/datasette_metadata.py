"""Datasette's own pages of our tables: titles, descriptions, labels, facets, sort and the queries we offer."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from db.browse import routes
from db.browse.links import Links
from db.queries import all_parameters, named_queries

ABOUT = Path(__file__).with_name("metadata.yaml")
CONFIGURED = ("label_column", "facets", "sort", "sort_desc", "hidden", "size", "sortable_columns")
"""What Datasette 1.0 takes for configuration, not metadata."""


@cache
def descriptions() -> dict[str, Any]:
    """Return what ``metadata.yaml`` says: title, description, tables with all their columns, queries."""
    metadata = dict(yaml.safe_load(ABOUT.read_text(encoding="utf-8")))
    for table in metadata["tables"].values():
        table["columns"] = {name: metadata["same"][name] for name in table.pop("same", ())} | table["columns"]
    return metadata


@cache
def queries() -> dict[str, Any]:
    """Return the queries of the command line as Datasette's canned queries, none under the name of a table."""
    found = {}
    for name, described in descriptions()["queries"].items():
        sql = named_queries()[described.get("query", name)]
        words = {key: described[key] for key in ("title", "description")}
        found[name] = {"sql": sql, "params": list(all_parameters(sql, {})), **words}
    return found


def metadata(databases: Iterable[str]) -> dict[str, Any]:
    """Return Datasette 0.65's metadata for our databases."""
    one = {key: descriptions()[key] for key in ("title", "description", "tables")}
    return {"databases": dict.fromkeys(databases, one)}


async def describe_databases(datasette: Any, databases: list[str]) -> None:
    """Tell Datasette 1.0 the same: metadata, configuration, stored queries. What the user configured wins."""
    if not hasattr(datasette, "set_resource_metadata"):
        return
    for database in databases:
        for key in ("title", "description"):
            await datasette.set_database_metadata(database, key, descriptions()[key])
        for table, said in descriptions()["tables"].items():
            for key in ("title", "description"):
                if key in said:
                    await datasette.set_resource_metadata(database, table, key, said[key])
            for column, description in said["columns"].items():
                await datasette.set_column_metadata(database, table, column, "description", description)
            _configure(datasette, database, table, {key: said[key] for key in CONFIGURED if key in said})
        for name, query in queries().items():
            await _offer_query(datasette, database, name, query)


def _configure(datasette: Any, database: str, table: str, values: dict[str, Any]) -> None:
    if datasette.config is None:
        datasette.config = {}
    tables = datasette.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    tables[table] = values | tables.get(table, {})


async def _offer_query(datasette: Any, database: str, name: str, query: dict[str, Any]) -> None:
    known = inspect.signature(datasette.add_query).parameters
    values = {key: query[key] for key in ("title", "description")} | {"parameters": query["params"], "is_trusted": True}
    await datasette.add_query(database, name, query["sql"], **{k: v for k, v in values.items() if k in known})


PAGE_OF = {
    ("articles", "title"): "article", ("speakers", "name"): "speaker", ("targets", "name"): "target",
}  # fmt: skip


def cell_as_html(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Any:
    """Return what a cell of our tables shows, None for what Datasette shows itself."""
    if (view := PAGE_OF.get((table or "", column))) and value is not None and "id" in row.keys():  # noqa: SIM118
        href = Links(datasette.urls.path("/"))(view, row["id"])
        return Markup('<a href="{}">{}</a>').format(href, routes.visible(str(value)))
    shown = routes.visible(value)
    return None if shown is value else escape(shown)
