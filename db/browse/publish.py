"""``onrecord publish``: the pages as files that link to each other, for any web host."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections import deque
from html import escape, unescape
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from db.browse import routes

ADDRESS = re.compile(r'(?<=\shref=")(/-/[^"]*)(?=")')
START = "/-/record"
UNFINISHED = "onrecord-unfinished.txt"
"""The file that lists what was written, as long as something is missing."""
WRITTEN = re.compile(r"([a-z0-9_-]+/)*[a-z0-9_-]+\.[a-z]+")
RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


class NotPublished(Exception):
    """A page cannot be made, so nothing is complete; the message says which."""


def file_name(address: str) -> str:
    """Return the file of a page, of its list or of the style sheet: a name of its own that every file system takes."""
    parts = urlsplit(address)
    stem, _, suffix = parts.path.removeprefix("/-/").rstrip("/").partition(".")
    if stem == "record/style":
        return "style.css"
    folders = [_safe(part) for part in ("index" if stem == "record" else stem).split("/")]
    query = "-" + _digits(parts.query) if parts.query else ""
    return f"{'/'.join(folders)}{query}.{suffix or 'html'}"


def _safe(part: str) -> str:
    """Return a part of an address as the name of a file or folder.

    Some disks take A for a, and Windows some words for devices, so most names get digits of their own. That no name
    is taken for one with digits, those that end like one get digits, too.
    """
    plain = re.fullmatch(r"[a-z0-9_-]{1,80}", part) and not RESERVED.fullmatch(part)
    if plain and not re.search(r"-[0-9a-f]{10}$", part):
        return part
    return f"{re.sub('[^a-z0-9_]+', '-', part.lower())[:60]}-{_digits(part)}"


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def begun(folder: Path) -> list[Path] | None:
    """Return the files that a publication wrote here before it was cut off, None where there was none."""
    try:
        lines = (folder / UNFINISHED).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return [folder / line for line in lines[1:] if WRITTEN.fullmatch(line)]


async def write_pages(path: str, folder: Path, say: Any = lambda count: None) -> int:
    """Write every page that links lead to from the first, and return how many files that is."""
    from db.browse.serve import datasette_for

    served = datasette_for(path)
    served.onrecord_static = True
    await served.invoke_startup()
    folder.mkdir(parents=True, exist_ok=True)
    for file in begun(folder) or ():
        file.unlink(missing_ok=True)
    with (folder / UNFINISHED).open("w", encoding="utf-8") as written:
        written.write("Not all pages are here yet: onrecord publish was cut off, and writes these files anew.\n")
        count = await _write_pages(served, folder, say, written)
    (folder / UNFINISHED).unlink()
    return count


async def _write_pages(served: Any, folder: Path, say: Any, written: IO[str]) -> int:
    waiting, known = deque([START]), {START}
    while waiting:
        address = waiting.popleft()
        response = await served.client.get(address)
        if response.status_code != 200:
            status = response.status_code
            raise NotPublished(f"The page {address} cannot be made (status {status}): is the database damaged?")
        text = response.text
        if "text/html" in response.headers["content-type"]:
            for found in map(unescape, ADDRESS.findall(text)):
                page = found.partition("#")[0]
                if page not in known:
                    known.add(page)
                    waiting.append(page)
            text = with_relative_links(text, file_name(address))
        written.write(f"{file_name(address)}\n")
        written.flush()
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
