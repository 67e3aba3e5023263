"""Names of issues that may be one thing: "grain exports" and "export of grain", "truce" and "ceasefire".

Two names are as alike as the least matched of their words: each word is compared with all of the other name, by stem
and by the vectors of ``embeddings``. So "gas deliveries" is not "air defence deliveries", whatever they share.
Names and numbers are like themselves only, a country like its adjective.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from attribution.lexicon.countries import load_countries
from quotes.parser.embeddings import word_vectors

ALIKE = 0.35
"""Names this much alike are a group: above all pairs of ``benchmarks/similar_targets.py`` that are two things."""
WORD = re.compile(r"[^\W_]+")
LIGHT = {"of", "on", "the", "for", "against", "to", "in", "a", "an", "and", "with", "by", "at", "from", "s", "between"}
ENDINGS = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "er", "es", "s", "ed", "y", "e"
)  # fmt: skip
NUMBERS = {
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first", "second", "third", "fourth",
    "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
}  # fmt: skip
SHORTEST = 3  # letters of a stem


class Group(NamedTuple):
    """Names that may be one thing, by index, and how alike the two least alike of them are (0 to 1)."""

    members: tuple[int, ...]
    similarity: float


def group_names(names: Sequence[str], alike: float = ALIKE) -> list[Group]:
    """Return groups of two and more names, any two of which are at least so much alike, the most alike first.

    Complete linkage: from the most alike pair down, groups are joined while every pair across them is alike enough.
    """
    if len(names) < 2:
        return []
    matrix = similarities(names)
    rows, columns = np.nonzero(np.triu(matrix >= alike, 1))
    order = np.argsort(-matrix[rows, columns], kind="stable")
    group = {i: [i] for i in range(len(names))}
    for one, other in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        mine, theirs = group[one], group[other]
        if mine is not theirs and matrix[np.ix_(mine, theirs)].min() >= alike:
            mine += theirs
            for member in theirs:
                group[member] = mine
    found = {id(members): members for members in group.values() if len(members) > 1}
    groups = [Group(tuple(sorted(m)), round(float(matrix[np.ix_(m, m)].min()), 2)) for m in found.values()]
    return sorted(groups, key=lambda g: (-g.similarity, g.members))


def similarities(names: Sequence[str]) -> Any:
    """Return how alike each two names are, [names, names] from -1 to 1; a name without words is like no other."""
    listed = [[_plain(word) for word in WORD.findall(name) if word.lower() not in LIGHT] for name in names]
    vocabulary = sorted({word for words in listed for word in words})
    place = {word: i for i, word in enumerate(vocabulary)}
    alike = _word_similarities(vocabulary)
    matched = np.full((len(names), len(names)), -1.0, dtype=np.float32)
    full = [i for i, words in enumerate(listed) if words]
    flat = [place[word] for i in full for word in listed[i]]
    starts = np.cumsum([0, *(len(listed[i]) for i in full[:-1])])
    for i in full:
        best = alike[[place[word] for word in listed[i]]].max(0)  # of each word, its best match in name i
        matched[i, full] = np.minimum.reduceat(best[flat], starts)
    return np.minimum(matched, matched.T)


def _word_similarities(vocabulary: Sequence[str]) -> Any:
    if not vocabulary:
        return np.zeros((0, 0), dtype=np.float32)
    vectors = word_vectors(vocabulary)
    alike = vectors @ vectors.T
    stems = np.array([stem(word) for word in vocabulary])
    exact = np.array([not word.islower() or word in NUMBERS for word in vocabulary])
    alike[exact, :] = alike[:, exact] = -1.0
    alike[stems[:, None] == stems[None, :]] = 1.0
    return alike


def _plain(word: str) -> str:
    """Return a country for its adjective, a name as it is, another word in lower case."""
    if word[:1].isupper():
        return load_countries().get(word.lower(), word)
    return word.lower()


def stem(word: str) -> str:
    """Return a word without its ending: "deliver" of "deliveries", "delivery" and "delivering"."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word
