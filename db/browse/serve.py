"""``onrecord browse``: Datasette with our pages, on this machine only unless told otherwise."""

from __future__ import annotations

import socket
import webbrowser
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from db.browse.review_posts import Reviewer
from db.schema import must_be_immutable, open_database

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HTTP = 80
"""The port that browsers do not name."""
SETTINGS = {"sql_time_limit_ms": 3000, "facet_time_limit_ms": 1000, "suggest_facets": False}
"""Our tables say which facets they have; suggesting others would count all rows of large views."""


class ReadOnly(Database):  # type: ignore[misc]
    """A database that Datasette itself cannot write; decisions of the review queue have a connection of their own."""

    def connect(self, write: bool = False) -> Any:
        """Return a connection to read."""
        if write:
            raise PermissionError("The database is served to be read.")
        return super().connect()


def datasette_for(path: str, review: bool = False, sql: bool = False) -> Datasette:
    """Return Datasette for one of our databases, brought up to date, and with ``review`` for its reviewer to write.

    ``sql`` lets whoever may read ask with SQL of their own, which can take as much memory as there is.
    """
    open_database(path, write=review).close()
    from datasette import handle_exception  # not before its plugins are loaded, of which it is one

    handle_exception.rich = None  # it would print a page of variables for each address that does not exist
    served = Datasette([], settings=SETTINGS | {"default_allow_sql": sql})
    served.add_database(ReadOnly(served, path=path, is_mutable=not must_be_immutable(path)))
    served.onrecord_served = True
    if review:
        served.onrecord_review = Reviewer(path)
    return served


def only_for(app: Any, names: set[str], addresses: bool = False) -> Any:
    """Return an ASGI app that answers only requests to these hosts: a page elsewhere that points its own name at this
    machine is refused. ``addresses``: to any address given in numbers, too, which no page elsewhere has as its name."""

    async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        host = dict(scope.get("headers") or []).get(b"host", b"").decode("latin-1").lower()
        if scope["type"] == "http" and not _is_text(scope):
            await send({"type": "http.response.start", "status": 400, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This request holds bytes that are no text."})
        elif scope["type"] == "http" and host not in names and not (addresses and _is_address(host)):
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This server is called by another name."})
        else:
            await app(scope, receive, send)

    return guarded


def _is_text(scope: dict[str, Any]) -> bool:
    """Return whether Datasette can read a request's address and cookies, which it takes to be ASCII and UTF-8."""
    try:
        scope.get("raw_path", b"").decode("ascii")
        for name, value in scope.get("headers") or ():
            if name == b"cookie":
                value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_address(host: str) -> bool:
    """Return whether the host of a request is an IP address, with or without a port."""
    try:
        return bool(ip_address(urlsplit(f"//{host}").hostname or ""))
    except ValueError:
        return False


def serve(path: str, host: str, port: int, review: bool, show: bool, say: Any, sql: bool = False) -> None:
    """Serve until interrupted; ``say`` is given the address. Port 0 takes a free one."""
    served = datasette_for(path, review, sql)
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        port = listening.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{port}/-/record"
        if review:
            address = f"http://{name}:{port}/-/review?token={served.onrecord_review.token}"
        names = {*LOOPBACK, host, *(() if host in LOOPBACK else (socket.gethostname(),))}
        names = {f"[{known}]" if ":" in known else known.lower() for known in names}
        hosts = {f"{known}:{port}" for known in names} | (names if port == HTTP else set())
        app = only_for(served.app(), hosts, addresses=host not in LOOPBACK)
        say(address)
        if show:
            webbrowser.open(address)
        config = uvicorn.Config(app, log_level="warning", lifespan="on")
        uvicorn.Server(config).run(sockets=[listening])
