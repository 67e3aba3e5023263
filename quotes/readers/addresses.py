"""Addresses of the web: one page or feed fetched politely, and nothing of this machine or its network unless asked."""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from quotes.readers import limits
from quotes.readers.failure import Failure
from quotes.readers.formats import read_source
from quotes.readers.options import Options
from quotes.readers.report import Report
from quotes.readers.source import Source
from quotes.types import Article

if TYPE_CHECKING:
    import httpx

AGENT = "onrecord"
USER_AGENT = f"{AGENT} (reads news for quotations; https://pypi.org/project/onrecord)"
REDIRECTS = 5
SECONDS = 20.0  # for each step of a request
ALTOGETHER = 120.0  # for one answer
ROBOTS_BYTES = 500_000


class FetchError(ValueError):
    """The address was not fetched; the message says why."""


@dataclass
class Answer:
    """What an address gave: its last address, status, header and body."""

    url: str
    status: int
    header: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def read_address(
    url: str, options: Options, report: Report, only_new: bool = False
) -> Iterator[Article | Failure]:
    """Yield the articles of a page or a feed, none where it has not changed since it was last fetched.

    ``only_new`` passes over an address that was ever fetched, without asking whether it changed.
    """
    known = report.fetched.get(url, (None, None))
    if only_new and url in report.fetched:
        report.skipped["address", "fetched before"] += 1
        return
    conditions = {"If-None-Match": known[0], "If-Modified-Since": known[1]}
    try:
        _check_robots(url, options.allow_local)
        answer = fetch(url, options.allow_local, {name: value for name, value in conditions.items() if value})
        if answer.status == 304:
            report.skipped["address", "not changed since it was last fetched"] += 1
            return
        if answer.status != 200:
            raise FetchError(f"The server answered with status {answer.status}.")
    except FetchError as error:
        yield Failure(url, str(error))
        return
    failed = False
    for item in read_source(Source(io.BytesIO(answer.body), url, options, report, url=answer.url)):
        failed = failed or isinstance(item, Failure)
        yield replace(item, url=item.url or answer.url) if isinstance(item, Article) else item
    if not failed:
        report.fetched[url] = (answer.header.get("etag"), answer.header.get("last-modified"))


def fetch(
    url: str, allow_local: bool, header: dict[str, str] | None = None, most: int = limits.MAX_BYTES
) -> Answer:
    """Return the answer of an address, redirects followed; raise ``FetchError``."""
    import httpx

    end = time.monotonic() + ALTOGETHER
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, headers={"User-Agent": USER_AGENT}) as client:
            for _ in range(REDIRECTS + 1):
                answer = _one(client, url, allow_local, header or {}, most, end)
                if answer.status not in (301, 302, 303, 307, 308) or "location" not in answer.header:
                    return answer
                url = urljoin(url, answer.header["location"])
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(f"It cannot be fetched: {' '.join(str(error).split()) or type(error).__name__}.") from None
    raise FetchError(f"It was redirected more than {REDIRECTS} times.")


def _one(
    client: httpx.Client, url: str, allow_local: bool, header: dict[str, str], most: int, end: float
) -> Answer:
    parts = urlsplit(url)
    host = parts.hostname or ""
    # The connection goes to the very address that was checked: a name could mean another one a moment later.
    address = _address_of(url, allow_local)
    literal = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    target = parts._replace(netloc=literal + port, fragment="").geturl()
    sent = {**header, "Host": (f"[{host}]" if ":" in host else host) + port}
    with client.stream("GET", target, headers=sent, extensions={"sni_hostname": host}) as response:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > most:
                raise FetchError(f"The answer is longer than {most:,} bytes.")
            if time.monotonic() > end:
                raise FetchError(f"The answer took longer than {ALTOGETHER:.0f} seconds.")
        fields = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, response.status_code, fields, bytes(body))


def _address_of(url: str, allow_local: bool) -> str:
    """Return the number that a web address leads to; raise ``FetchError`` where it may not be fetched."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise FetchError("It is not a web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("Only addresses of http and https are fetched.")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"There is no host {parts.hostname}.") from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not allow_local and not all(_is_public(address) for address in addresses):
        raise FetchError("It is an address of this machine or of a private network; --allow-local fetches it.")
    return addresses[0]


def _is_public(address: str) -> bool:
    number = ipaddress.ip_address(address)
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return number.is_global and not number.is_multicast and (inner is None or inner.is_global)


def _check_robots(url: str, allow_local: bool) -> None:
    """Raise ``FetchError`` where the host's robots.txt does not want us there; without one all may be fetched."""
    parts = urlsplit(url)
    answer = fetch(parts._replace(path="/robots.txt", query="", fragment="").geturl(), allow_local, most=ROBOTS_BYTES)
    if answer.status >= 500:
        raise FetchError(f"The host's robots.txt cannot be read now (status {answer.status}).")
    if answer.status != 200:
        return
    rules = RobotFileParser()
    rules.parse(answer.body.decode("utf-8", "replace").splitlines())
    if not rules.can_fetch(AGENT, url):
        raise FetchError("The host's robots.txt does not allow it.")
