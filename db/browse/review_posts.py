"""A person's decisions on what is open or doubtful.

Anybody may look at the queue. Decisions are taken only by whoever started ``onrecord browse --review``: the
start-up token comes once in the address, then as a cookie, and again in each form, which must be sent from the
same origin.
"""

from __future__ import annotations

import asyncio
import getpass
import secrets
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


@dataclass(frozen=True)
class Reviewer:
    """Who may decide: the local user who started the server, by the token they were given."""

    path: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    name: str = field(default_factory=getpass.getuser)

    def knows(self, request: Any) -> bool:
        """Return whether a request carries the token as a cookie."""
        return secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), self.token.encode())


def decide(db: Database, form: dict[str, str], by: str) -> None:
    """Take one decision; raises ReviewError, PeopleError or KeyError for one that cannot be taken."""
    what, verdict, note = form["what"], form["verdict"], form.get("note") or None
    if what == "speaker" and verdict == "open":
        reviews.leave_open(db, form["quote"], by, note)
    elif what == "speaker" and verdict == "correct":
        reviews.correct(db, form["quote"], _chosen_speaker(db, form), by=by, note=note)
    elif what == "speaker":
        {"accept": reviews.accept, "reject": reviews.reject}[verdict](db, form["quote"], int(form["speaker"]), by, note)
    elif what == "stance" and verdict in ("1", "0", "-1"):
        reviews.correct_stance(db, int(form["stance"]), int(verdict), by, note)
    elif what == "stance":
        {"accept": reviews.accept_stance, "reject": reviews.reject_stance}[verdict](db, int(form["stance"]), by, note)
    elif what == "merge":
        {"accept": people.accept_proposal, "reject": people.reject_proposal}[verdict](db, int(form["merge"]), by)
    elif what == "review":
        reviews.withdraw(db, int(form["review"]))
    else:
        people.undo(db, int(form["decision"]), by)


def _chosen_speaker(db: Database, form: dict[str, str]) -> int:
    """Return the speaker chosen, or the one of the name typed, made where there is none."""
    name = form.get("name", "").strip()
    if not name:
        return int(form["speaker"])
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
    if reviewer is None or not reviewer.knows(request) or not same_origin(request):
        sentence = "Decisions are for whoever started “onrecord browse --review”, from its own pages."
        return routes.error_page(datasette, sentence, 403)
    form = await request.post_vars()
    if not secrets.compare_digest(form.get("token", "").encode(), reviewer.token.encode()):
        return routes.error_page(datasette, "This form is from an earlier start; load the page again.", 403)
    try:
        await asyncio.to_thread(_write, reviewer, form)
    except (KeyError, ValueError) as error:  # ReviewError and PeopleError are ValueErrors
        return routes.error_page(datasette, str(error), 400)
    back = Links(datasette.urls.path("/"))("review", kind=form.get("list", ""), q=form.get("why", ""), done=1)
    return Response("", status=303, headers=routes.HEADERS | {"Location": back})


def _write(reviewer: Reviewer, form: dict[str, str]) -> None:
    db = open_database(reviewer.path, write=True)
    try:
        decide(db, form, reviewer.name)
    finally:
        db.close()
