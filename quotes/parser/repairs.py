"""Attachments that the parser is known to get wrong, put right once, after the parse and before anybody reads it.

Each repair has a name, an example that a test runs, and changes heads and relations alone.
"""

from __future__ import annotations

from collections.abc import Callable

from quotes.parser.types import Name, Parse, Word

Sentence = list[Word]


def repaired(parse: Parse) -> Parse:
    """Return a parse with the repairs applied, in their order, to each sentence."""
    return Parse([_repaired(sentence, parse.names) for sentence in parse.sentences], parse.names)


def _repaired(sentence: Sentence, names: list[Name]) -> Sentence:
    here = [name for name in names if sentence and sentence[0].start <= name.start < sentence[-1].end]
    for repair in REPAIRS:
        sentence = repair(sentence, here)
    return sentence


def name_as_second_subject(sentence: Sentence, names: list[Name]) -> Sentence:
    """Hang a name on the description before it: "Its minister, | Ada Lind, said it" has one subject, not two."""
    for i, word in enumerate(sentence):
        if word.deprel.startswith("nsubj") and _label(word, names) == "PERSON":
            described = _subject_right_before(sentence, i, names)
            if described is not None:
                sentence = [*sentence[:i], word._replace(head=described, deprel="appos"), *sentence[i + 1 :]]
    return sentence


def _subject_right_before(sentence: Sentence, name: int, names: list[Name]) -> int | None:
    """Return the noun that is subject of the same verb as a name, where nothing but its own phrase stands between."""
    for i in range(name - 1, -1, -1):
        word = sentence[i]
        if (word.head, word.deprel) == (sentence[name].head, sentence[name].deprel):
            is_name = _label(word, names) == "PERSON"
            first = min(j for j in range(len(sentence)) if _is_under(sentence, j, name))
            whole = all(_is_under(sentence, j, i) for j in range(i + 1, first))
            return i if whole and not is_name and word.upos in ("NOUN", "PROPN") else None
    return None


def name_beside_a_place(sentence: Sentence, names: list[Name]) -> Sentence:
    """Hang a person's name on what the place belongs to: "The foreign minister of Norland, | Ada Lind," names her."""
    for i, word in enumerate(sentence):
        if word.deprel == "appos" and _label(word, names) == "PERSON":
            above = word.head
            while _label(sentence[above], names) in ("LOC", "ORG") and sentence[above].deprel.startswith("nmod"):
                above = sentence[above].head
            if above != word.head and above < i and sentence[above].upos in ("NOUN", "PROPN"):
                sentence = [*sentence[:i], word._replace(head=above), *sentence[i + 1 :]]
    return sentence


def possessor_of_a_title(sentence: Sentence, names: list[Name]) -> Sentence:
    """Hang a possessor on the title it belongs to: "Norland’s President | Ada Lind", not "Norland’s Ada Lind"."""
    for i, word in enumerate(sentence):
        if word.deprel == "nmod:poss" and _label(sentence[word.head], names) == "PERSON":
            titles = [
                j for j in range(i + 1, word.head) if (sentence[j].deprel, sentence[j].head) == ("nmod:desc", word.head)
            ]
            if titles:
                sentence = [*sentence[:i], word._replace(head=titles[-1]), *sentence[i + 1 :]]
    return sentence


def elect_behind_a_title(sentence: Sentence, names: list[Name]) -> Sentence:
    """Hang "elect" on the title before it: "President-elect | Ada Lind" is a president, not an elect."""
    for i, word in enumerate(sentence):
        title = i - 2
        if word.lemma.lower() not in ("elect", "designate") or title < 0 or not _is_hyphenated(sentence, i):
            continue
        if sentence[title].head == i and word.upos in ("NOUN", "PROPN", "ADJ"):
            top = title if word.head == i else word.head
            moved = [w._replace(head=title) if w.head == i else w for w in sentence]
            moved[title] = moved[title]._replace(head=top, deprel=word.deprel)
            moved[i] = word._replace(head=title, deprel="amod")
            sentence = moved
    return sentence


def _is_hyphenated(sentence: Sentence, i: int) -> bool:
    """Return whether a hyphen, with no space around it, joins a word to the one two before."""
    mark = sentence[i - 1]
    return mark.end - mark.start == 1 and mark.end == sentence[i].start and sentence[i - 2].end == mark.start


def _label(word: Word, names: list[Name]) -> str:
    """Return what kind of name a word is part of, "" for none."""
    return next((name.label for name in names if name.start <= word.start < name.end), "")


def _is_under(sentence: Sentence, word: int, top: int) -> bool:
    """Return whether a word is another one or hangs on it, however far down."""
    seen: set[int] = set()
    while word != top and word not in seen:
        seen.add(word)
        word = sentence[word].head
        if word >= len(sentence):
            return False
    return word == top


REPAIRS: tuple[Callable[[Sentence, list[Name]], Sentence], ...] = (
    name_as_second_subject,
    name_beside_a_place,
    possessor_of_a_title,
    elect_behind_a_title,
)
