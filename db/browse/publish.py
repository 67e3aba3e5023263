"""``onrecord publish``: the pages as files that link to each other, for any web host."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections import deque
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.browse import routes

ADDRESS = re.compile(r'(?<=\shref=")(/-/[^"]*)(?=")')
START = "/-/record"


def file_name(address: str) -> str:
    """Return the file of a page, of its list or of the style sheet: a name that every file system takes."""
    parts = urlsplit(address)
    path = parts.path.removeprefix("/-/").rstrip("/")
    stem, _, suffix = path.partition(".")
    if stem == "record/style":
        return "style.css"
    stem = "index" if stem == "record" else stem.replace("~", "-")
    query = "-" + hashlib.sha256(parts.query.encode()).hexdigest()[:10] if parts.query else ""
    folder, _, name = stem.rpartition("/")
    if len(name) > 80 or "~" in path:
        name = f"{name[:80]}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"
    return f"{folder}/{name}{query}.{suffix or 'html'}".lstrip("/")


async def write_pages(path: str, folder: Path, say: Any = lambda count: None) -> int:
    """Write every page that links lead to from the first, and return how many files that is."""
    from db.browse.serve import datasette_for

    served = datasette_for(path)
    served.onrecord_static = True
    await served.invoke_startup()
    waiting, known = deque([START]), {START}
    while waiting:
        address = waiting.popleft()
        response = await served.client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        text = response.text
        if "text/html" in response.headers["content-type"]:
            for found in map(unescape, ADDRESS.findall(text)):
                page = found.partition("#")[0]
                if page not in known:
                    known.add(page)
                    waiting.append(page)
            text = with_relative_links(text, file_name(address))
        file = folder / file_name(address)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        say(len(known) - len(waiting))
    return len(known)


def with_relative_links(html: str, file: str) -> str:
    """Return a page whose links lead from its own file to those of the others."""

    def to(match: re.Match[str]) -> str:
        address, hash, part = unescape(match[1]).partition("#")
        return escape(os.path.relpath(file_name(address), os.path.dirname(file) or ".") + hash + part)

    policy = routes.HEADERS["Content-Security-Policy"].replace("; frame-ancestors 'none'", "")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n<meta name="viewport"'
    return ADDRESS.sub(to, html.replace('<meta name="viewport"', meta, 1))


def publish(path: str, folder: Path, say: Any) -> int:
    """Publish, and wait for it."""
    return asyncio.run(write_pages(path, folder, say))
