"""Names: which can be one person's, and how; and that what is alike is found by a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.names.name_matching import (
    PersonIndex,
    keys,
    likeness,
    parse_name,
    phonetic_spelling,
    same_person,
    same_surname,
)

ALIKE = [
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "same"),
    ("Volodymyr Zelenskiy", "Volodymyr Zelenskyj", "same"),
    ("Volodymyr Zelenskyy", "Vladimir Zelensky", "form"),
    ("Valerii Zaluzhnyi", "Valery Zaluzhny", "same"),
    ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan", "same"),
    ("Sergei Lavrov", "Sergey Lavroff", "same"),
    ("Dmytro Kuleba", "Dmitry Kuleba", "form"),
    ("Kassym-Jomart Tokayev", "Kassym-Zhomart Tokayev", "near"),
    ("Alexander Grigoryevich Lukashenko", "Alexander Lukashenko", "fuller"),
    ("Joe Biden", "Joseph R. Biden Jr.", "form"),
    ("V. Putin", "Vladimir Putin", "initial"),
    ("Bashar al-Assad", "Bashar Assad", "same"),
    ("Viktor Orbán", "Orban Viktor", "same"),
    ("Alyaksandr Lukashenka", "Alyaksandr Lukashenko", "near"),
    ("Ursula von der Leyen", "Ursula von der Leyen", "same"),
    ("George W. Bush", "George Bush", "fuller"),
    ("George W. Bush", "George H. W. Bush", None),
    ("Vitali Klitschko", "Wladimir Klitschko", None),
    ("John Smith", "Jane Smith", None),
    ("Boris Johnson", "Lyndon Johnson", None),
    ("Petro Poroshenko", "Petro Symonenko", None),
    ("Li Wei", "Lin Wei", None),
    ("Kim Jong Un", "Kim Jong Il", None),
    ("Biden", "Joe Biden", None),
    ("Ben Lind", "Benjamin Lind", "form"),
    ("Ben Lind", "Tom Lind", None),
    ("Ahmed ben Lind", "Ahmed Lind", "same"),
    ("Al-Masri", "Al Masri", None),
]


@pytest.mark.parametrize(("one", "other", "level"), ALIKE)
def test_levels_of_likeness(one, other, level):
    found = likeness(one, other)
    assert (found and found.level) == level
    assert found == likeness(other, one)
    if found:
        assert keys(one) & keys(other), "what is alike is found"
        assert 0 < found.score <= 1


def test_spellings_sound_alike():
    for spellings in (
        ["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi", "Zelenskij", "ZELENSKY"],
        ["Zaluzhny", "Zaluzhnyi", "Zaluzhnyy"], ["Yushchenko", "Iushchenko"], ["Yulia", "Julia", "Yuliia"],
        ["Šefčovič", "Sefcovic"], ["Khrushchev", "Khrushcheff"],
    ):  # fmt: skip
        assert len({phonetic_spelling(spelling) for spelling in spellings}) == 1, spellings
    assert phonetic_spelling("Ivanov") != phonetic_spelling("Ivanova")


def test_odd_names_have_words_or_none():
    assert parse_name("Sir Keir Starmer (Labour)") == (("keir",), "starmer")
    assert parse_name("—") == ((), "") and keys("—") == set() and likeness("—", "?") is None
    assert parse_name("van de") == (("van",), "de")
    assert same_surname("Leyen", "Ursula von der Leyen") and not same_surname("Ursula", "Ursula von der Leyen")


WORDS = st.sampled_from(["a", "ad", "ada", "adela", "adele", "adelas", "bdela", "adelb", "ab", "lind", "linds", "tam"])
NAMES = st.lists(WORDS, min_size=2, max_size=4).map(tuple)


@given(st.lists(NAMES, max_size=12), NAMES)
def test_index_finds_whom_comparing_all_finds(known, name):
    index = PersonIndex()
    for number, other in enumerate(known):
        index.add(other, number)
    assert index.fitting(name) == {number for number, other in enumerate(known) if same_person(other, name)}
