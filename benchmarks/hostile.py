"""Texts that nobody writes and some program will send: how much time a character of them takes, at two sizes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice

SAID = "Ilse Marrend, Ostreva's energy minister, said the dam would stand. "
NAMES = ("Ilse Marrend", "Tomas Verrin", "Selma Tarrow", "Jonas Vell", "Ruta Lamm", "Mira Holm")


def repeated(piece: str) -> Callable[[int], str]:
    """Return size -> so many characters of a piece over and over."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def numbered(form: str) -> Callable[[int], str]:
    """Return size -> so many characters of a piece with another number each time."""

    def text(size: int) -> str:
        return "".join(islice((form.format(i, _word(i)) for i in range(size)), size // len(form) + 1))[:size]

    return text


def _word(number: int) -> str:
    """Return a capitalised word that stands for a number and for no other."""
    letters = "abcdefghijklmnopqrst"
    return ("R" + "".join(letters[int(digit)] for digit in str(number))).title()


def nested(opening: str, word: str, closing: str) -> Callable[[int], str]:
    """Return size -> marks that all open before the first closes."""

    def text(size: int) -> str:
        depth = size // (len(opening) + len(closing) + 1)
        return opening * depth + word + closing * depth

    return text


def cycled(*pieces: str) -> Callable[[int], str]:
    """Return size -> pieces one behind the other."""
    most = max(map(len, pieces))
    return lambda size: "".join(islice(cycle(pieces), size // min(map(len, pieces)) + most))[:size]


SHAPES: dict[str, Callable[[int], str]] = {
    "opening marks": repeated("“"),
    "opening marks before words": repeated("“no "),
    "closing marks": repeated("no” "),
    "straight marks": repeated('"no" '),
    "marks inside marks": nested("“", "no", "”"),
    "marks of all kinds": cycled("“", "a", "„", " ", "«", "b", "‘", " ", "'", "c ", '"', "″", "”", ". D"),
    "quotations in one line": repeated("“We are done,” said Selma Tarrow. "),
    "single marks": repeated("‘no’ "),
    "possessives": repeated("‘ministers’ plans "),
    "odd closers": repeated("“no „so “ "),
    "brackets": repeated("(["),
    "brackets inside brackets": nested("(", "no", ")"),
    "full stops": repeated("."),
    "initials": repeated("A. B. "),
    "spaces": lambda size: "He said no." + " " * (size - 20) + "She left.",
    "empty lines": repeated("\n"),
    "lines of one word": repeated("no\n"),
    "dashes": repeated("no — "),
    "one long word": repeated("é"),
    "capitals": repeated("NO "),
    "many names": numbered("{1} Tarrow met {1} Vell. "),
    "many speakers": numbered("{1} Tarrow said it was late. "),
    "one speaker": repeated(SAID),
    "many pronouns": lambda size: (SAID + "He said that she said that they knew him and her. " * (size // 50))[:size],
    "many titles": numbered("Foreign Minister {1} Vell, Prime Minister {1} Holm and President {1} Lamm said no. "),
    "commas": repeated("ministers, presidents, "),
    "a deep list": repeated("and the minister of "),
    "that said that": repeated("said that he "),
    "a transcript": numbered("{1}: We are done here.\n\n"),
}
"""29 shapes: each makes a text of about so many characters."""
