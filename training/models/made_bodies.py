"""Names of bodies put together as such names are: ministries, parties, agencies, firms, courts, papers, acronyms.

The parts and the ways to join them are in ``bodies.txt``, invented or common words.
"""

from __future__ import annotations

import random
import re
from pathlib import Path


def read(path: Path) -> dict[str, list[str]]:
    """Return the lists of a file: ``[name]``, then an item a line."""
    lists: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            lists.setdefault(name, []).append(line)
    return lists


LISTS = read(Path(__file__).parent / "bodies.txt")


def body(places: list[str], rng: random.Random) -> list[str]:
    """Return the tokens of one made name of a body."""

    def fill(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda part: choose(part[1]), text)

    def choose(kind: str) -> str:
        if kind == "acronym":
            return acronym(rng)
        return fill(rng.choice(places if kind == "place" else LISTS[kind]))

    return split(choose("body"))


def split(name: str) -> list[str]:
    """Return the tokens of a name, a genitive cut off as in the treebank."""
    return re.sub(r"(?<=\w)('s?)(?= |$)", r" \1", name).split()


def acronym(rng: random.Random) -> str:
    """Return three to five capitals."""
    return "".join(rng.choices("ABCDEFGHIKLMNOPRSTUW", k=rng.choice((3, 3, 3, 4, 4, 5))))
