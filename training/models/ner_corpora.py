"""Openly licensed entity corpora -> one convention: proper names of persons, organisations, places, groups.

GUM (entities in MISC), wikigold and re3d mark different things: GUM and re3d mark nominal mentions, titles
and articles too, wikigold marks bare names. What leaves this file is bare names only: ``PERSON`` without
titles, ``ORG`` and ``LOC`` without articles, and ``NORP`` (nationalities, religious and political groups).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Tagged = list[tuple[str, str]]  # one sentence: (token, BIO tag)

TYPES = {
    "person": "PERSON", "organization": "ORG", "place": "LOC",
    "PER": "PERSON", "ORG": "ORG", "LOC": "LOC",
    "Person": "PERSON", "Organisation": "ORG", "Location": "LOC", "Nationality": "NORP",
}  # fmt: skip


def words_of(file: str) -> frozenset[str]:
    """The lines of a word list beside this file."""
    return frozenset((Path(__file__).parent / file).read_text(encoding="utf-8").split("\n")) - {""}


DEMONYMS = words_of("demonyms.txt")
TITLES = words_of("titles.txt")
PRONOUNS = frozenset(
    {
        "I",
        "We",
        "He",
        "She",
        "They",
        "It",
        "You",
        "Our",
        "Their",
        "His",
        "Her",
        "This",
        "These",
        "Those",
        "My",
    }
)
LINKS = frozenset(["of", "the", "and", "for", "&", "-", "'s", "’s", "de", "la", "del", "al", "in", "on", ".", "to"])


class Word(NamedTuple):
    """One syntactic word of a CoNLL-U sentence; ``head`` is an index into the sentence, -1 for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    head: int
    deprel: str
    misc: str


class Mention(NamedTuple):
    """Tokens ``[start, end)`` of a sentence with an entity type of the corpus."""

    start: int
    end: int
    type: str


def read_conllu(text: str) -> Iterator[tuple[list[Word], list[str]]]:
    """Yield the words of each sentence and its comment lines; empty nodes and token ranges are dropped."""
    for block in text.split("\n\n"):
        lines = block.split("\n")
        rows = [line.split("\t") for line in lines if line[:1].isdigit()]
        rows = [row for row in rows if row[0].isdigit()]
        words = [Word(r[1], r[2], r[3], r[4], int(r[6]) - 1, r[7], r[9]) for r in rows]
        if words:
            yield words, [line for line in lines if line.startswith("#")]


def gum_mentions(words: list[Word]) -> list[Mention]:
    """Read the bracketed ``Entity=`` annotation of GUM: ``(id-type-...`` opens, ``id)`` closes."""
    open_at: dict[str, list[tuple[int, str]]] = {}
    found = []
    for i, word in enumerate(words):
        field = next((m[7:] for m in word.misc.split("|") if m.startswith("Entity=")), "")
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", field):
            name = part.strip("()").split("-")[0]
            if part.startswith("("):
                open_at.setdefault(name, []).append((i, part.strip("()").split("-")[1]))
            if part.endswith(")") and open_at.get(name):
                start, kind = open_at[name].pop()
                found.append(Mention(start, i + 1, kind))
    return found


def name_in(words: list[Word], mention: Mention) -> Mention | None:
    """Cut a mention down to its proper name, or None where its head is no name."""
    inside = range(mention.start, mention.end)
    heads = [i for i in inside if words[i].head not in inside]
    if len(heads) != 1 or not is_name(words[heads[0]]):
        return None
    head, kind = heads[0], TYPES[mention.type]
    if kind == "PERSON" and words[head].xpos == "NNPS":
        kind = "NORP"
    parts = name_parts(words, head, inside, kind)
    if kind == "PERSON" and len(parts) == 1 and is_common(words, head):
        return None
    start, end = contiguous(words, head, parts)
    return Mention(start, end, kind)


def is_name(word: Word) -> bool:
    """Whether a word is tagged as (part of) a proper name."""
    return word.xpos in ("NNP", "NNPS") or word.upos == "PROPN"


def is_common(words: list[Word], head: int) -> bool:
    """Whether a capitalised person head is a title or role ("the Petitioner"), not a name."""
    determined = any(w.head == head and w.deprel in ("det", "nmod:poss") for w in words)
    return determined or words[head].form.lower() in TITLES


def name_parts(words: list[Word], head: int, inside: Iterable[int], kind: str) -> set[int]:
    """Words that belong to the name headed by ``head``: the flat chain, and what modifies it by name."""
    inner = {"flat"} if kind == "PERSON" else {"flat", "compound", "amod", "nummod", "nmod", "conj", "nmod:poss"}
    parts, grew = {head}, True
    while grew:
        grew = False
        for i in inside:
            word = words[i]
            if i in parts or word.head not in parts or word.deprel not in inner:
                continue
            if is_name(word) or (word.upos == "NUM" and word.deprel != "nmod"):
                parts.add(i)
                grew = True
    return parts


def contiguous(words: list[Word], head: int, parts: set[int]) -> tuple[int, int]:
    """Longest run of name parts around the head; short links ("of the") may stand between two parts."""
    start, end = head, head + 1
    for i in range(head - 1, min(parts) - 1, -1):
        if i in parts:
            start = i
        elif words[i].form not in LINKS:
            break
    for i in range(head + 1, max(parts) + 1):
        if i in parts:
            end = i + 1
        elif words[i].form not in LINKS:
            break
    return start, end


def tag(tokens: list[str], mentions: Iterable[Mention]) -> Tagged:
    """BIO tags; longer mentions win over those inside them; demonyms outside any name become NORP."""
    tags = ["O"] * len(tokens)
    for m in sorted(mentions, key=lambda m: m.start - m.end):
        if all(t == "O" for t in tags[m.start : m.end]):
            tags[m.start : m.end] = [f"B-{m.type}"] + [f"I-{m.type}"] * (m.end - m.start - 1)
    for i, token in enumerate(tokens):
        if tags[i] == "O" and token in DEMONYMS:
            tags[i] = "B-NORP"
    return list(zip(tokens, tags, strict=True))


def read_gum(path: Path) -> list[Tagged]:
    """Read one document of GUM with entities in MISC."""
    out = []
    for words, _ in read_conllu(path.read_text(encoding="utf-8")):
        kept = [m for m in gum_mentions(words) if m.type in TYPES]
        names = [n for n in (name_in(words, m) for m in kept) if n]
        out.append(tag([w.form for w in words], names))
    return out


def read_columns(path: Path) -> Iterator[tuple[list[str], list[Mention]]]:
    """Read token and tag columns (BIO, or wikigold's IO) separated by blank lines."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        rows = [line.split() for line in block.split("\n") if line.strip()]
        rows = [row for row in rows if len(row) == 2 and row[0] != "-DOCSTART-"]
        mentions: list[Mention] = []
        for i, (_, label) in enumerate(rows):
            mark, _, kind = label.partition("-")
            last = mentions[-1] if mentions else None
            if mark == "I" and last and last.end == i and last.type == kind:
                mentions[-1] = last._replace(end=i + 1)
            elif mark in "BI":
                mentions.append(Mention(i, i + 1, kind))
        if rows:
            yield [row[0] for row in rows], mentions


def read_wikigold(path: Path) -> list[Tagged]:
    """Read wikigold; its MISC class is dropped except for the demonyms in it."""
    return [
        tag(tokens, [m._replace(type=TYPES[m.type]) for m in mentions if m.type in TYPES])
        for tokens, mentions in read_columns(path)
    ]


def read_re3d(path: Path, places: frozenset[str]) -> list[Tagged]:
    """Read one re3d document: nominal mentions are dropped, articles and titles cut off.

    re3d calls a state an organisation where it acts; ``places`` names what the other corpora call a place.
    """
    out = []
    for tokens, mentions in read_columns(path):
        cut = [bare_name(tokens, m._replace(type=TYPES[m.type])) for m in mentions if m.type in TYPES]
        names = [m._replace(type="LOC") if " ".join(tokens[m.start : m.end]) in places else m for m in cut if m]
        out.append(tag(tokens, names))
    return out


def bare_name(tokens: list[str], m: Mention) -> Mention | None:
    """Cut articles and titles off a mention; None unless what is left is written as a name."""
    start, end = m.start, m.end
    while start < end and (tokens[start] in ("The", "A", "An", "His", "Our") or not tokens[start][0].isupper()):
        start += 1
    if m.type == "PERSON":
        lasts = [i for i in range(start, end) if tokens[i].lower() in TITLES]
        start = lasts[-1] + 1 if lasts else start
        small = [i for i in range(start, end) if tokens[i] in ("of", "for", ",", "the", "and", "State", "Defense")]
        start = small[-1] + 1 if small else start
    if m.type == "LOC" and "," in tokens[start:end]:
        end = tokens.index(",", start)
    name = [t for t in tokens[start:end] if t not in PRONOUNS]
    if (
        len(name) < end - start
        or not name
        or not name[-1][0].isupper()
        or any(t[0].islower() and t not in LINKS for t in name)
    ):
        return None
    return Mention(start, end, m.type) if not all(t in DEMONYMS for t in name) else None


def names_of(sentences: Iterable[Tagged], kind: str) -> list[tuple[str, ...]]:
    """All names of one type in the sentences, as token tuples, in order."""
    found: list[tuple[str, ...]] = []
    for sentence in sentences:
        for token, label in sentence:
            if label == f"B-{kind}":
                found.append((token,))
            elif label == f"I-{kind}":
                found[-1] = (*found[-1], token)
    return found
