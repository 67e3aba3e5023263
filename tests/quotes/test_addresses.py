"""Addresses: fetched politely, only when changed, nothing of this machine unless asked. All against a local server."""

from __future__ import annotations

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from quotes.readers import Failure, Options, Report, addresses, read
from quotes.types import Article
from tests.quotes import samples

LOCAL = Options(allow_local=True)


class Handler(BaseHTTPRequestHandler):
    """A small newspaper."""

    asked: ClassVar[Counter[str]] = Counter()
    agents: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        self.agents.add(self.headers["User-Agent"])
        base = f"http://{self.headers['Host']}"
        page = samples.html().replace(samples.URL.encode(), b"")
        pages = {
            "/robots.txt": b"User-agent: *\nDisallow: /private\n",
            "/story": page,
            "/private/story": page,
            "/feed": samples.rss().replace(b"https://post.example/short", f"{base}/story".encode()),
            "/large": b"x" * 5000,
        }
        moved = {"/old": "/story", "/round": "/round", "/inside": "http://127.0.0.1:1/x", "/file": "file:///etc/passwd"}
        if self.path in moved:
            self.answer(302, b"", Location=moved[self.path])
        elif self.headers["If-None-Match"] == '"1"':
            self.answer(304, b"")
        elif self.path in pages:
            self.answer(200, pages[self.path], ETag='"1"')
        else:
            self.answer(404, b"no such page")

    def answer(self, status: int, body: bytes, **header: str) -> None:
        self.send_response(status)
        for name, value in {**header, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site():
    Handler.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def message(url: str, options: Options = LOCAL) -> str:
    [failure] = read([url], options)
    assert isinstance(failure, Failure) and failure.path == url
    return failure.message


def test_a_page(site):
    [article] = read([f"{site}/story"], LOCAL)
    assert isinstance(article, Article)
    assert (article.id, article.url, article.title) == (f"{site}/story", f"{site}/story", samples.TITLE)
    assert article.outlet == samples.OUTLET
    [agent] = Handler.agents
    assert agent.startswith("onrecord ")


def test_redirects_lead_to_the_page(site):
    [article] = read([f"{site}/old"], LOCAL)
    assert article.url == f"{site}/story"
    assert "redirected more than" in message(f"{site}/round")
    assert "Only addresses of http" in message(f"{site}/file")


def test_robots_are_respected(site):
    assert message(f"{site}/private/story") == "The host's robots.txt does not allow it."
    assert Handler.asked["/private/story"] == 0


def test_what_is_missing_or_too_large(site, monkeypatch):
    assert "status 404" in message(f"{site}/gone")
    monkeypatch.setattr(addresses.limits, "MAX_BYTES", 4000)
    monkeypatch.setattr(addresses.fetch, "__defaults__", (None, 4000))
    assert "longer than 4,000 bytes" in message(f"{site}/large")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://localhost/x", "http://10.1.2.3/", "http://[::1]/", "http://169.254.1.1/",
            "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/"],
)  # fmt: skip
def test_nothing_of_this_machine_unless_asked(url):
    assert "private network" in message(url, Options())


@pytest.mark.parametrize("url", ["ftp://post.example/x", "file:///etc/passwd", "http:///x"])
def test_only_the_web(url):
    assert "Only addresses of http" in message(url)


def test_a_feed_and_the_pages_it_leads_to(site):
    [article] = read([f"{site}/feed"], LOCAL)
    assert article.title == samples.TITLE
    report = Report()
    both = list(read([f"{site}/feed"], Options(allow_local=True, follow=True), report))
    assert [type(item) for item in both] == [Article, Article]
    assert set(report.fetched) == {f"{site}/feed", f"{site}/story"}


def test_a_second_run_fetches_what_is_new(site, run):
    result = run("add", "a.db", f"{site}/story", "--allow-local")
    assert "1 added" in result.stderr
    result = run("add", "a.db", f"{site}/story", "--allow-local")
    assert "articles: none" in result.stderr and "not changed since it was last fetched" in result.stderr
    assert Handler.asked["/story"] == 2
