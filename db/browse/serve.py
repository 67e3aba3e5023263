"""``onrecord browse``: Datasette with our pages, on this machine only unless told otherwise."""

from __future__ import annotations

import socket
import webbrowser
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from db.browse.review_posts import Reviewer
from db.schema import open_database

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SETTINGS = {"sql_time_limit_ms": 3000, "facet_time_limit_ms": 1000, "suggest_facets": False}
"""Our tables say which facets they have; suggesting others would count all rows of large views."""


class ReadOnly(Database):  # type: ignore[misc]
    """A database that Datasette itself cannot write; decisions of the review queue have a connection of their own."""

    def connect(self, write: bool = False) -> Any:
        """Return a connection to read."""
        if write:
            raise PermissionError("The database is served to be read.")
        return super().connect()


def datasette_for(path: str, review: bool = False) -> Datasette:
    """Return Datasette for one of our databases, brought up to date, and with ``review`` for its reviewer to write."""
    open_database(path, write=review).close()
    served = Datasette([], settings=SETTINGS)
    served.add_database(ReadOnly(served, path=path))
    if review:
        served.onrecord_review = Reviewer(path)
    return served


def only_for(app: Any, hosts: set[str]) -> Any:
    """Return an ASGI app that answers only requests to these hosts: a page elsewhere that points its own name at this
    machine is refused."""

    async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        host = dict(scope.get("headers") or []).get(b"host", b"").decode("latin-1")
        if scope["type"] == "http" and host not in hosts:
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This server is called by another name."})
        else:
            await app(scope, receive, send)

    return guarded


def serve(path: str, host: str, port: int, review: bool, show: bool, say: Any) -> None:
    """Serve until interrupted; ``say`` is given the address. Port 0 takes a free one."""
    served = datasette_for(path, review)
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        port = listening.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{port}/-/record"
        if review:
            address = f"http://{name}:{port}/-/review?token={served.onrecord_review.token}"
        app = served.app()
        if host in LOOPBACK:
            app = only_for(app, {f"{known}:{port}" for known in ("127.0.0.1", "localhost", "[::1]")})
        say(address)
        if show:
            webbrowser.open(address)
        config = uvicorn.Config(app, log_level="warning", lifespan="on")
        uvicorn.Server(config).run(sockets=[listening])
