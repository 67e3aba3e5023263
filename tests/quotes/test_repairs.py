"""Each repair of the parse by its example, and that it leaves alone what is right."""

from __future__ import annotations

import pytest

from quotes.parser.repairs import REPAIRS, repaired
from quotes.parser.types import Name, Parse, Word


def words(text: str, rows: str) -> list[Word]:
    """Return the words of a text from rows "form upos head relation", heads counted from 1, 0 for the root."""
    out: list[Word] = []
    end = 0
    for i, row in enumerate(rows.split("|")):
        form, upos, head, relation = row.split()
        start = text.index(form, end)
        end = start + len(form)
        out.append(Word(start, end, form.lower(), upos, "", int(head) - 1 if head != "0" else i, relation))
    return out


def name(text: str, words: str, label: str = "PERSON") -> Name:
    return Name(text.index(words), text.index(words) + len(words), label)


SECOND = "Its minister, Ada Lind, left"
BESIDE = "The envoy of Norland, Ada Lind, left"
POSSESSOR = "Norland ’s President Ada Lind left"
ELECT = "President-elect Ada Lind left"
CASES = {
    "name_as_second_subject": (
        SECOND, "Its PRON 2 nmod:poss|minister NOUN 7 nsubj|, PUNCT 2 punct|Ada PROPN 7 nsubj|Lind PROPN 4 flat|"
        ", PUNCT 4 punct|left VERB 0 root", [name(SECOND, "Ada Lind")], "Ada", ("minister", "appos"),
    ),
    "name_beside_a_place": (
        BESIDE, "The DET 2 det|envoy NOUN 9 nsubj|of ADP 4 case|Norland PROPN 2 nmod|, PUNCT 4 punct|"
        "Ada PROPN 4 appos|Lind PROPN 6 flat|, PUNCT 6 punct|left VERB 0 root",
        [name(BESIDE, "Norland", "LOC"), name(BESIDE, "Ada Lind")], "Ada", ("envoy", "appos"),
    ),
    "possessor_of_a_title": (
        POSSESSOR, "Norland PROPN 4 nmod:poss|’s PART 1 case|President PROPN 4 nmod:desc|Ada PROPN 6 nsubj|"
        "Lind PROPN 4 flat|left VERB 0 root", [name(POSSESSOR, "Norland", "LOC"), name(POSSESSOR, "Ada Lind")],
        "Norland", ("President", "nmod:poss"),
    ),
    "elect_behind_a_title": (
        ELECT, "President PROPN 3 compound|- PUNCT 1 punct|elect PROPN 4 nmod:desc|Ada PROPN 6 nsubj|Lind PROPN 4 flat|"
        "left VERB 0 root", [name(ELECT, "Ada Lind")], "elect", ("President", "amod"),
    ),
}  # fmt: skip


def test_every_repair_has_an_example() -> None:
    assert {repair.__name__ for repair in REPAIRS} == set(CASES)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_word_hangs_where_it_belongs(case: tuple[str, str, list[Name], str, tuple[str, str]]) -> None:
    text, rows, names, word, (head, relation) = case
    sentence = repaired(Parse([words(text, rows)], names)).sentences[0]
    found = next(w for w in sentence if w.lemma == word.lower())
    assert (sentence[found.head].lemma, found.deprel) == (head.lower(), relation)


def test_two_people_who_are_subjects_stay_subjects() -> None:
    text = "Ada Lind Per Holm left"
    before = words(text, "Ada PROPN 5 nsubj|Lind PROPN 1 flat|Per PROPN 5 nsubj|Holm PROPN 3 flat|left VERB 0 root")
    parse = Parse([before], [name(text, "Ada Lind"), name(text, "Per Holm")])
    assert repaired(parse) == parse
