"""Sentences of our own with names of office holders, countries and bodies, for the NER tagger.

The open corpora hold few of the names and patterns of political news. Names and countries come from a CSV
file of office holders (columns ``country``, ``title``, ``name``), bodies from ``organisations.txt``: facts.
"""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

from ner_corpora import DEMONYMS, Tagged, words_of

PATTERNS = """
{title} {PERSON} said on Tuesday that the talks with {LOC} would go on .
{PERSON} , {title} of {LOC} , told reporters that {ORG} had been informed .
" We will not accept this , " said {PERSON} of the {ORG} .
" It was a mistake , " {PERSON} told {ORG} on Friday .
According to {ORG} , {PERSON} will travel to {LOC} and {LOC} next week .
The {ORG} accused {LOC} of breaking the agreement .
{NORP} troops crossed the border near {LOC} , the {ORG} said .
{NORP} {title} {PERSON} met {PERSON} in {LOC} on Monday .
{LOC} 's {title} , {PERSON} , rejected the report by {ORG} .
A spokesman for the {ORG} declined to comment on {PERSON} 's remarks .
In {LOC} , {title} {PERSON} called on the {ORG} to act .
{PERSON} and {PERSON} signed the agreement between {LOC} and {LOC} in the presence of {NORP} officials .
{title} {PERSON} : " {LOC} is ready . "
{LOC} ( {ORG} ) - {PERSON} announced new measures on Thursday .
The vote in the {ORG} divided {NORP} and {NORP} members , {PERSON} wrote .
Analysts at {ORG} expect {LOC} to respond , {PERSON} added .
{PERSON} , who heads the {ORG} , thanked {LOC} for its support .
The minister told the {ORG} that prices in {LOC} had risen .
By {PERSON} , {ORG}
{PERSON} says {LOC} must pay
The {title} said the government would decide in March .
Officials in {LOC} , speaking for the ministry , said nothing had changed .
""".strip().split("\n")


class Facts:
    """Lists to fill the patterns from."""

    def __init__(self, officials: Path) -> None:
        rows = list(csv.DictReader(officials.open(encoding="utf-8")))
        self.lists = {
            "PERSON": sorted({name_of(row["name"]) for row in rows}),
            "LOC": sorted({row["country"] for row in rows if row["country"].replace(" ", "").isalpha()}),
            "ORG": sorted(words_of("organisations.txt")),
            "NORP": sorted(DEMONYMS),
            "title": sorted({row["title"] for row in rows if re.fullmatch(r"[A-Za-z ]{4,24}", row["title"])}),
        }

    def fill(self, pattern: str, rng: random.Random) -> Tagged:
        """One tagged sentence; persons appear now with first names, now without."""
        out: Tagged = []
        for word in pattern.split():
            kind = word.strip("{}")
            if kind not in self.lists or word == kind:
                out.append((word, "O"))
                continue
            tokens = rng.choice(self.lists[kind]).split()
            if kind == "PERSON" and rng.random() < 0.35:
                tokens = tokens[-1:]
            marks = ["O"] * len(tokens)
            if kind != "title":
                marks = [f"B-{kind}"] + [f"I-{kind}"] * (len(tokens) - 1)
            out += zip(tokens, marks, strict=True)
        return out


def name_of(name: str) -> str:
    """A name as written in text; the file has family names in capitals."""
    plain = re.sub(r"\(.*?\)|,.*", "", name)
    return " ".join(w.capitalize() if w.isupper() and len(w) > 2 else w for w in plain.split())


def swapped(sentence: Tagged, facts: Facts, rng: random.Random) -> Tagged:
    """The sentence with its persons (and some of its places) replaced by others."""
    out: Tagged = []
    skip = False
    for token, mark in sentence:
        kind = mark[2:]
        if mark[0] == "B":
            skip = kind == "PERSON" or (kind == "LOC" and rng.random() < 0.5)
            if skip:
                out += facts.fill("{" + kind + "}", rng)
        if mark == "O" or not skip:
            out.append((token, mark))
    return out


def make(officials: Path, corpus: list[Tagged], count: int, seed: int = 1234) -> list[Tagged]:
    """``count`` made sentences, and as many of the corpus with other persons and places in them."""
    rng, facts = random.Random(seed), Facts(officials)
    named = [s for s in corpus if any(tag == "B-PERSON" for _, tag in s)]
    made = [facts.fill(rng.choice(PATTERNS), rng) for _ in range(count)]
    return made + [swapped(s, facts, rng) for s in rng.sample(named, min(count, len(named)))]
