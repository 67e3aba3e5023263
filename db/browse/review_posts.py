"""A person's decisions on what is open or doubtful.

Anybody may look at the queue. Decisions are taken only by whoever started ``onrecord browse --review``: the
start-up token comes once in the address, then as a cookie, and again in each form, which must be sent from the
same origin.
"""

from __future__ import annotations

import asyncio
import getpass
import re
import secrets
import sqlite3
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from datasette.utils.asgi import Response
from sqlite_utils import Database

from db.browse import routes
from db.browse.links import Links
from db.merging import people, reviews
from db.schema import open_database

COOKIE = "onrecord_review"
LONGEST_FORM = 50_000
"""Bytes of a form."""
LONGEST_NOTE, LONGEST_NAME = 2000, 200
"""Characters of a note, and of a name that is typed."""


@dataclass(frozen=True)
class Reviewer:
    """Who may decide: the local user who started the server, by the token they were given."""

    path: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    name: str = field(default_factory=getpass.getuser)

    def knows(self, request: Any) -> bool:
        """Return whether a request carries the token as a cookie."""
        return secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), self.token.encode())


class BadForm(ValueError):
    """A form that our pages do not send; the message is one sentence."""


class Form:
    """The fields of a form, each read as what it must be."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields

    def text(self, name: str, longest: int = 1000) -> str:
        """Return a field that must be there."""
        value = self.fields.get(name, "")
        if not value:
            raise BadForm(f"The form has no “{name}”.")
        if len(value) > longest:
            raise BadForm(f"“{name}” has {len(value):,} characters; the limit is {longest:,}.")
        return value

    def optional(self, name: str, longest: int) -> str | None:
        """Return a field, None where it is empty."""
        return self.text(name, longest) if self.fields.get(name) else None

    def number(self, name: str) -> int:
        """Return a field that is the number of a row."""
        value = self.text(name)
        if not re.fullmatch(r"[0-9]{1,15}", value):
            raise BadForm(f"“{name}” is no number of a row.")
        return int(value)

    def one_of(self, name: str, *choices: str) -> str:
        """Return a field that is one of these words."""
        value = self.text(name)
        if value not in choices:
            raise BadForm(f"“{name}” is none of {', '.join(choices)}.")
        return value


def decide(db: Database, fields: dict[str, str], by: str) -> None:
    """Take one decision; raises BadForm, ReviewError or PeopleError for one that cannot be taken."""
    form = Form(fields)
    note = form.optional("note", LONGEST_NOTE)
    what = form.one_of("what", "speaker", "stance", "merge", "review", "decision")
    if what == "speaker":
        _decide_speaker(db, form, by, note)
    elif what == "stance":
        _decide_stance(db, form, by, note)
    elif what == "merge":
        take = {"accept": people.accept_proposal, "reject": people.reject_proposal}
        take[form.one_of("verdict", *take)](db, form.number("merge"), by)
    elif what == "review":
        reviews.withdraw(db, form.number("review"))
    else:
        people.undo(db, form.number("decision"), by)


def _decide_speaker(db: Database, form: Form, by: str, note: str | None) -> None:
    verdict, quote = form.one_of("verdict", "accept", "reject", "correct", "open"), form.text("quote", LONGEST_FORM)
    if verdict == "open":
        reviews.leave_open(db, quote, by, note)
    elif verdict == "correct":
        reviews.correct(db, quote, _chosen_speaker(db, form), by=by, note=note)
    else:
        take = reviews.accept if verdict == "accept" else reviews.reject
        take(db, quote, form.number("speaker"), by, note)


def _decide_stance(db: Database, form: Form, by: str, note: str | None) -> None:
    verdict, stance = form.one_of("verdict", "accept", "reject", "1", "0", "-1"), form.number("stance")
    if verdict in ("accept", "reject"):
        take = reviews.accept_stance if verdict == "accept" else reviews.reject_stance
        take(db, stance, by, note)
    else:
        reviews.correct_stance(db, stance, int(verdict), by, note)


def _chosen_speaker(db: Database, form: Form) -> int:
    """Return the speaker chosen, or the one of the name typed, made where there is none."""
    name = (form.optional("name", LONGEST_NAME) or "").strip()
    if not name:
        return form.number("speaker")
    found = people.search(db, name)
    if len(found) > 1:
        raise people.PeopleError(f"“{name}” may be {len(found)} speakers; choose one from the list.")
    return int(found[0]["id"]) if found else people.add_person(db, name)


def same_origin(request: Any) -> bool:
    """Return whether a form was sent from our own pages."""
    origin = request.headers.get("origin")
    if origin is not None:
        return bool(urlsplit(origin).netloc == request.host)
    return bool(request.headers.get("sec-fetch-site") == "same-origin")


async def answer_review(datasette: Any, request: Any) -> Response:
    """Answer a request for the queue, or take a decision."""
    reviewer: Reviewer | None = getattr(datasette, "onrecord_review", None)
    arguments = parse_qs(request.query_string)
    if reviewer and (token := (arguments.get("token") or [""])[0]):
        response = Response.redirect(Links(datasette.urls.path("/"))("review"))
        if secrets.compare_digest(token.encode(), reviewer.token.encode()):
            response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
        response.headers |= routes.HEADERS
        return response
    if request.method != "POST":
        may = reviewer is not None and reviewer.knows(request)
        return await routes.answer_page(datasette, request, reviewer.token if may and reviewer else "")
    return await answer_post(datasette, request, reviewer)


async def answer_post(datasette: Any, request: Any, reviewer: Reviewer | None) -> Response:
    """Take the decision that a form asks for, if it comes from whoever may decide."""
    if reviewer is None or not reviewer.knows(request) or not same_origin(request):
        sentence = "Decisions are for whoever started “onrecord browse --review”, from its own pages."
        return routes.error_page(datasette, sentence, 403)
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= LONGEST_FORM):
        sentence = f"The form is longer than {LONGEST_FORM:,} bytes, or does not tell its length."
        return routes.error_page(datasette, sentence, 400)
    try:
        form = await request.post_vars()
    except ValueError:
        return routes.error_page(datasette, "The form is no UTF-8.", 400)
    if not secrets.compare_digest(form.get("token", "").encode(), reviewer.token.encode()):
        return routes.error_page(datasette, "This form is from an earlier start; load the page again.", 403)
    try:
        await asyncio.to_thread(_write, reviewer, form)
    except (BadForm, people.PeopleError, reviews.ReviewError) as error:
        return routes.error_page(datasette, str(error), 400)
    except sqlite3.OperationalError as error:
        return routes.error_page(datasette, f"This was not decided: the database cannot be written now ({error}).", 503)
    back = Links(datasette.urls.path("/"))("review", kind=form.get("list", ""), q=form.get("why", ""), done=1)
    return Response("", status=303, headers=routes.HEADERS | {"Location": back})


def _write(reviewer: Reviewer, form: dict[str, str]) -> None:
    db = open_database(reviewer.path, write=True)
    try:
        decide(db, form, reviewer.name)
    finally:
        db.close()
