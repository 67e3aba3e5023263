"""Whether two names can be one person's: transliterations, accents, initials, short forms, names in the middle.

Names of different articles are compared by their sound (``likeness``), those of one article by their letters, as it
spells a name in one way (``same_person``, ``is_short_form``). ``phonetic_spelling`` brings spellings of one sound
together ("Zelenskyy", "Zelensky", "Zelenskiy"), after the romanisations in use for Cyrillic (BGN/PCGN, Ukraine's of
2010, passports) and what newspapers make of them. ``keys`` are what a database is asked by: names that are alike share
one. That two names are alike is never enough to be one person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from attribution.lexicon.closed_class import HONORIFICS_IN_MATCHING, PARTICLES_IN_MATCHING
from attribution.lexicon.nouns import noun
from quotes.tables import rows

Level = Literal["same", "fuller", "form", "initial", "near"]
LEVELS: dict[Level, float] = {"same": 1.0, "fuller": 0.95, "form": 0.9, "initial": 0.8, "near": 0.75}
NEAR = 82.0  # per cent; one letter in six, a third less than what tells Ivanov from Ivanenko
SHORTEST_NEAR = 5  # letters; in a shorter name one letter makes another name ("Kim", "Lim")
FIRST_NAMES = frozenset(["Al", "Ben"])  # and particles elsewhere: "Ben Lind", "Ahmed ben Lind"
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch|sh|sz", "s"), ("zh", "z"), ("kh", "h"), ("tch|ch|cz", "c"), ("ts|tz", "c"), ("ph", "f"),
        ("w", "v"), ("ck|q", "k"), ("x", "ks"), ("ou|oo", "u"), ("ee", "i"), ("o[fv]+$", "ov"), ("e[fv]+$", "ev"),
        ("(?<=sk)(?:[iyj]+)$", "i"), ("[iyj]+(?=[aeou])", ""), ("[iyj]+", "i"),
        (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


class SpokenName(NamedTuple):
    """The words of a personal name as they sound: given names, then the surname."""

    given: tuple[str, ...]
    surname: str


class Likeness(NamedTuple):
    """How two names are alike; ``score`` lies in (0, 1]."""

    level: Level
    score: float


@lru_cache(maxsize=65536)
def phonetic_spelling(word: str) -> str:
    """Return a word in a spelling that its transliterations share, in lower case without accents."""
    word = "".join(c for c in unicodedata.normalize("NFKD", word.lower().translate(LETTERS)) if c.isalpha())
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=65536)
def parse_name(name: str) -> SpokenName:
    """Return the words of a name; without particles ("von der"), titles and what stands in parentheses."""
    words = re.sub(r"\([^)]*\)", " ", name).replace("’", "'").replace("-", " ").replace(".", ". ").split()
    ignored = PARTICLES_IN_MATCHING | HONORIFICS_IN_MATCHING
    first = [word for word in words[:1] if word in FIRST_NAMES and not name.startswith(f"{word}-")]
    plain = first + [word for word in words[len(first) :] if word.lower().strip(".,'") not in ignored] or words
    sounds = [sound for word in plain if (sound := phonetic_spelling(word))]
    return SpokenName(tuple(sounds[:-1]), sounds[-1]) if sounds else SpokenName((), "")


def keys(name: str) -> set[str]:
    """Return the keys a name is kept and looked up by: the bones of its surname, or of a first name that may be."""
    given, surname = parse_name(name)
    found = {_skeleton(surname)}
    if given:
        found |= {f"{_skeleton(given[0])}+{surname[:1]}", f"{_skeleton(surname)}+{given[0][:1]}"}
    return found - {""}


def likeness(one: str, other: str) -> Likeness | None:
    """Return how two full names are alike, None where they are not one person's; see ``Level``.

    "same": but for transliteration; "fuller": one has more names in the middle; "form": forms of one given name;
    "initial": a given name and its initial; "near": a letter or two apart.
    """
    a, b = parse_name(one), parse_name(other)
    if not (a.given and b.given):
        return None
    if a.surname != b.surname and a.given[0] == b.surname and b.given[0] == a.surname:
        b = SpokenName((b.surname, *b.given[1:]), b.given[0])  # the surname first, as in Hungary and China
    given, middle = _given_name_level(a.given[0], b.given[0]), _middle_names_level(a.given[1:], b.given[1:])
    found = [_surname_level(a.surname, b.surname), given, middle]
    levels = [level for level in found if level is not None]
    if len(levels) < len(found) or levels.count("near") > 1:
        return None
    level = _worst(levels)
    whole = ratio(" ".join((*a.given, a.surname)), " ".join((*b.given, b.surname))) / 100
    return Likeness(level, round(LEVELS[level] * (1 if level in ("same", "fuller") else (3 + whole) / 4), 3))


def same_surname(lone: str, full: str) -> bool:
    """Return whether a lone name sounds like the surname of a full one."""
    return parse_name(lone).surname == parse_name(full).surname


def same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two full names of one article, as bare letters, can be one person's.

    They have the same words, or one has more of them, or the surname is the same and the given names are compatible.
    """
    if sorted(one) == sorted(other):
        return True  # "Lind Ada", "Ada Lind"
    if one[-1] != other[-1]:
        return False
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    middle_fits = len(one) == 2 or len(other) == 2 or _compatible_given(one[1], other[1])
    return _compatible_given(one[0], other[0]) and middle_fits


class PersonIndex:
    """Full names, as bare letters, of numbered groups: which groups have a name that can be the same person's.

    Instead of all names only those are compared that share, by ``same_person``, what they must.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]] = {}

    def add(self, name: tuple[str, ...], group: int) -> None:
        """Add a name of a group."""
        for clue in _clues(name, known=True):
            self._found.setdefault(clue, []).append((name, group))

    def fitting(self, name: tuple[str, ...]) -> set[int]:
        """Return the groups one of whose names can be the same person's."""
        near = {known for clue in _clues(name, known=False) for known in self._found.get(clue, ())}
        return {group for other, group in near if same_person(other, name)}


def _clues(name: tuple[str, ...], known: bool) -> set[tuple[str, ...]]:
    """Return what two names share, at least one of it, that can be one person's.

    All words; or the surname, with another word, with a given name less a letter, with the first letter of a given
    name where one of them is an initial, or alone where a name is that word twice ("Tam Tam"). ``known`` names are kept
    under what the one looked up looks for.
    """
    given, surname = name[0], name[-1]
    found = {("words", *sorted(name)), *(("word", surname, word) for word in name[:-1])}
    found |= {("less", surname, given[:i] + given[i + 1 :]) for i in range(len(given))} | {("less", surname, given)}
    found |= {("short" if known else "any", surname, given[:1])} if len(given) <= 2 else set()
    found |= {("any" if known else "short", surname, given[:1]), ("all" if known else "twice", surname)}
    return found | ({("twice" if known else "all", surname)} if len(set(name)) == 1 else set())


def one_letter_apart(one: str, other: str) -> bool:
    """Return whether two words differ in at most one letter (left out, added or changed), not the first."""
    return one[:1] == other[:1] and Levenshtein.distance(one, other, score_cutoff=1) <= 1


def is_short_form(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Return whether the name of a body, as bare letters, is short for a longer one of the same article.

    It may be the head ("Ministry" of Energy), the start ("Ministry of Energy" of the Republic), the first word of a
    firm ("Meridian" News Agency) or the last words (Northern "Compact").
    """
    if len(short) == 1 and long[0] == short[0]:
        is_firm = noun(long[-1]).kind == "body"
        if is_firm or (long[1] in ("of", "for") and noun(short[0]).kind == "body"):
            return True
    if "of" in short and (*short, "of") == long[: len(short) + 1]:
        return True
    return long[-len(short) :] == short


def _compatible_given(one: str, other: str) -> bool:
    """Return whether given names are the same, one an initial of the other, or long ones a letter apart."""
    short, long = sorted((one, other), key=len)
    is_initial = len(short) <= 2 and long[0] == short[0]
    return one == other or is_initial or (len(short) >= SHORTEST_NEAR and one_letter_apart(one, other))


def _skeleton(word: str) -> str:
    """Return a word without vowels but for the first letter: what the sloppiest transliteration keeps."""
    return word[:1] + re.sub("[aeiouh]", "", word[1:]).replace("g", "h").replace("h", "")


def _is_near(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_NEAR and ratio(one, other) >= NEAR


def _surname_level(one: str, other: str) -> Level | None:
    return "same" if one == other else "near" if _is_near(one, other) else None


def _given_name_level(one: str, other: str) -> Level | None:
    if one == other:
        return "same"
    if min(len(one), len(other)) == 1:
        return "initial" if one[0] == other[0] else None
    if _given_name_forms().get(one, frozenset((one,))) & _given_name_forms().get(other, frozenset()):
        return "form"
    return "near" if _is_near(one, other) else None


def _middle_names_level(one: tuple[str, ...], other: tuple[str, ...]) -> Level | None:
    if not one or not other:
        return "fuller" if one or other else "same"
    found = [_given_name_level(a, b) for a, b in zip(one, other, strict=False)]
    levels = [level for level in found if level is not None]
    if len(levels) < len(found):
        return None
    return _worst([*levels, "same" if len(one) == len(other) else "fuller"])


def _worst(levels: Sequence[Level]) -> Level:
    return min(levels, key=LEVELS.__getitem__)


@cache
def _given_name_forms() -> dict[str, frozenset[int]]:
    """Return for each form of a given name, as heard, the lines of ``given_forms.tsv`` it stands in."""
    found: dict[str, set[int]] = {}
    for number, row in enumerate(rows(Path(__file__).with_name("given_forms.tsv"))):
        for form in row[0].split():
            found.setdefault(phonetic_spelling(form), set()).add(number)
    return {form: frozenset(lines) for form, lines in found.items()}
