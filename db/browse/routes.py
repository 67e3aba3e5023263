"""From a request to an answer: addresses, templates, CSV and JSON, headers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs

from datasette.utils import sqlite_timelimit, tilde_decode, tilde_encode
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment, PackageLoader, StrictUndefined

from db.browse import article, compare, pages, review_queue, search
from db.browse.databases import requested_database
from db.browse.links import Links
from db.browse.page_queries import SIDES, NotFound, Page, PageQueries, SpeakerMerged
from db.browse.request import PageParameters
from db.spreadsheets import excel_safe

SHEET = Path(__file__).parent / "static" / "record.css"
TIME_LIMIT_MS = 5000
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that show nothing, or turn around what is shown."""
LINES = {"\r\n": "\n", "\r": "\n"}


def visible(value: Any) -> Any:
    """Return a text with characters that only steer its display written out; anything else as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__") or not UNSEEN.search(value):
        return value
    return UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)


def web_address(value: str | None) -> str | None:
    """Return an address that a browser may be sent to, None for others ("javascript:…")."""
    return value if value and re.match(r"https?://[^\s/]", value, re.IGNORECASE) else None


def signed(value: float) -> str:
    """Return a polarity with its sign: +0.8, −0.3, 0."""
    return f"{value:+.1f}".replace("-", "−").replace("+0.0", "0").replace("−0.0", "0")


def cell_classes(cell: Mapping[str, Any]) -> str:
    """Return the classes of a cell: its side in steps of a quarter, and how much it rests on."""
    step = round(cell["polarity"] * 4)
    side = f"pro{step}" if step > 0 else f"con{-step}" if step < 0 else "even"
    return f"{side} {'once' if cell['n'] == 1 else 'few' if cell['n'] < 5 else 'many'}"


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, nothing undefined passes."""
    loader = PackageLoader("db.browse", "page_templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True, finalize=visible)  # fmt: skip
    made.filters |= {"signed": signed, "web_address": web_address, "bin": cell_classes, "tilde": tilde_encode}
    made.globals |= {"SIDES": SIDES, "style": style_version(), "VIEWS": VIEWS}
    return made


@cache
def style_version() -> str:
    """Return a few digits that change with the style sheet, so that browsers keep it as long as it is the same."""
    return hashlib.sha256(SHEET.read_bytes()).hexdigest()[:8]


class View(NamedTuple):
    """A page: the function that reads what it shows, what it is about, and its place in the menu."""

    read: Callable[..., Page]
    about: Literal["", "number", "name"] = ""
    """Whether its address goes on with the id of what it is about, a number or a name."""
    menu: str = ""
    published: bool = True
    """Whether the menu of published files has it, too."""


VIEWS = {
    "record": View(pages.home), "compare": View(compare.compare, menu="Compare"),
    "search": View(search.search, menu="Search", published=False),
    "review": View(review_queue.queue, menu="Review", published=False),
    "speaker": View(pages.speaker, "number"), "target": View(pages.target, "number"),
    "article": View(article.article, "name"),
}  # fmt: skip
"""All pages, in the order of the menu. A new one is a row here, a function, a template, queries in ``pages.sql``."""
ROUTE = r"^/-/(?P<view>{})(/(?P<id>[^/.]+))?(/(?P<list>[a-z_]+))?(\.(?P<format>csv|json))?$"


def view_page(connection: sqlite3.Connection, view: str, id: str | None, query: str, export: bool = False) -> Page:
    """Return what a page shows; raise NotFound for what the database does not have."""
    parameters = PageParameters.from_query(parse_qs(query, keep_blank_values=True), export)
    queries = PageQueries(connection)
    page = VIEWS[view]
    if page.about == "number":
        if not re.fullmatch(r"\d{1,15}", id or ""):
            raise NotFound(f"There is no {view} {id}.")
        return page.read(queries, parameters, int(str(id)))
    if page.about == "name":
        return page.read(queries, parameters, tilde_decode(id or ""))
    return page.read(queries, parameters)


def page_as_html(page: Page, view: str, id: str | None, query: str, links: Links, **more: Any) -> str:
    """Return a page as HTML."""
    parameters = PageParameters.from_query(parse_qs(query, keep_blank_values=True))
    here = {"view": view, "id": None if id is None else tilde_decode(id), "parameters": parameters, "url": links}
    more = {"static": False, "token": ""} | more
    return environment().get_template(page.template).render(**here, **page.context, **more)


def list_as_file(page: Page, name: str, form: str, view: str) -> Response:
    """Return a list of a page as CSV or JSON."""
    name = name or next(iter(page.lists))
    if name not in page.lists:
        raise NotFound(f"This page has no list “{name}”.")
    rows = page.lists[name]
    if form == "json":
        return Response(json.dumps(rows, ensure_ascii=False, indent=1), headers=HEADERS,
                        content_type="application/json; charset=utf-8")  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(map(excel_safe, rows))
    file = {"Content-Disposition": f'attachment; filename="{view}-{name}.csv"'}
    return Response(out.getvalue(), headers=HEADERS | file, content_type="text/csv; charset=utf-8")


STYLE = r"^/-/record/style\.css$"


async def style() -> Response:
    """Answer with the style sheet, which browsers keep: its address changes with it."""
    keep = {"Cache-Control": "max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(SHEET.read_text(encoding="utf-8"), headers=keep, content_type="text/css; charset=utf-8")


async def show_page(datasette: Any, request: Any) -> Response:
    """Answer a request for a page that only shows."""
    return await answer_page(datasette, request)


async def answer_page(datasette: Any, request: Any, token: str = "") -> Response:
    """Answer a request for any page; ``token`` is for the forms of a person who may decide."""
    view, id = request.url_vars["view"], request.url_vars.get("id")
    name, form = request.url_vars.get("list") or "", request.url_vars.get("format") or ""
    alone = not VIEWS[view].about
    if alone and id and not name:
        id, name = None, id
    try:
        database, links = await requested_database(datasette, request)

        def read(connection: sqlite3.Connection) -> Page:
            with sqlite_timelimit(connection, TIME_LIMIT_MS):
                return view_page(connection, view, id, request.query_string, bool(form))

        page = await database.execute_fn(read)
        if form:
            return list_as_file(page, name, form, view)
        if name or (id is None) != alone:
            raise NotFound("There is no such page.")
        static = bool(getattr(datasette, "onrecord_static", False))
        html = page_as_html(page, view, id, request.query_string, links, token=token, static=static)
        return Response.html(html, headers=HEADERS)
    except SpeakerMerged as moved:
        return Response("", status=302, headers=HEADERS | {"Location": links(view, moved.id)})
    except NotFound as error:
        return error_page(datasette, str(error), 404)
    except (sqlite3.DatabaseError, UnicodeDecodeError, json.JSONDecodeError) as error:
        slow = "interrupted" in str(error)
        sentence = "This took too long; narrow it down." if slow else f"The database cannot be read: {error}."
        return error_page(datasette, sentence, 503 if slow else 500)


async def answer_exception(datasette: Any, request: Any, exception: Exception) -> Response:
    """Answer a request for one of Datasette's own pages that cannot be answered, in a sentence."""
    if isinstance(exception, (Base400, DatasetteError)):
        status = exception.status if 400 <= exception.status < 500 else 400  # 0.65: 500 for an unknown column
        sentence = str(getattr(exception, "message", "") or exception)
    elif isinstance(exception, AssertionError) and "format" in str(exception):  # 1.0, for "quotes.xyz"
        status, sentence = 404, ""
    elif type(exception) is sqlite3.DatabaseError or isinstance(exception, UnicodeDecodeError):
        status, sentence = 500, f"The database cannot be read: {exception}."  # "disk image is malformed"
    elif isinstance(exception, (sqlite3.Error, ValueError, LookupError)):  # what a table is asked for: _facet, _next …
        status, sentence = 400, "This address asks a table for what it cannot give."
    else:
        status, sentence = 500, "Something went wrong here."
    sentence = "There is no such page." if status == 404 else sentence
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": sentence, "status": status}, status=status)
    return error_page(datasette, sentence, status)


def error_page(datasette: Any, sentence: str, status: int) -> Response:
    """Return a page that says in one sentence why there is none."""
    links = Links(datasette.urls.path("/"))
    html = environment().get_template("error.html").render(
        sentence=sentence, status=status, url=links, view="", id=None, parameters=PageParameters(), static=False,
        token="",
    )  # fmt: skip
    return Response.html(html, status=status, headers=HEADERS)
