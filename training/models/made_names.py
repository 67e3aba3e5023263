"""Sentences of our own with names of office holders, countries and bodies, for the NER tagger.

The open corpora hold few of the names and patterns of political news. Names and countries come from a CSV
file of office holders (columns ``country``, ``title``, ``name``), bodies from ``organisations.txt``: facts.
"""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import made_bodies
from ner_corpora import DEMONYMS, Tagged, names_of, words_of

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
{ORG} said in a statement that it had no plans to leave {LOC} .
The {ORG} ( {ACRONYM} ) said its members would vote on Sunday .
{PERSON} , chief executive of {ORG} , resigned on Wednesday after talks with {ORG} .
{ORG} shares fell 3 percent after {ORG} cut its forecast .
{PERSON} , a professor at {ORG} , said the figures were " not surprising " .
A spokeswoman for {ORG} , {PERSON} , told {ORG} the {NOTNAME} had not been informed .
{ORG} and {ORG} have accused the {ORG} of hiding a report on {LOC} .
The {NORP} government asked {ORG} for help , a source close to the {ORG} said .
{PERSON} of {ORG} wrote in {ORG} that {LOC} was not ready .
Lawmakers from the {ORG} walked out before {PERSON} spoke .
The {NOTNAME} of {ORG} said growth in {LOC} would slow .
{ORG} reported on Thursday that {NORP} forces had left {LOC} .
" {LOC} needs help , " said {PERSON} , who works for {ORG} in {LOC} .
It was the first {NOTNAME} since {PERSON} took over the {ORG} .
In a letter to the {ORG} , {PERSON} asked why the {NOTNAME} was still closed .
{PERSON} joined {ORG} in 2012 , then moved to {ORG} .
The {ORG} 's report was welcomed in {LOC} and {LOC} .
{title} {PERSON} will meet officials of the {ORG} , {ORG} and {ORG} this week .
{ORG} officials declined to comment .
Former {ORG} {title} {PERSON} was arrested in {LOC} .
{NORP} opposition leader {PERSON} , of the {ORG} , called for an early vote .
{PERSON} ( {ORG} , {LOC} ) voted against it .
{LOC} , {LOC} - {ORG} said Monday it would appeal to the {ORG} .
The {NOTNAME} rate rose in {LOC} , according to the {ORG} .
Senators and members of the {ORG} were told that no {NOTNAME} was found .
The case was brought by {PERSON} against {ORG} and heard by the {ORG} .
The {ORG} said : " {PERSON} is not a member of our party . "
Neither {ORG} nor {PERSON} could be reached on Friday .
{ORG} : {LOC} talks to go on
{ORG} chief {PERSON} quits
""".strip().split("\n")


class Facts:
    """Lists to fill the patterns from."""

    def __init__(self, officials: Path) -> None:
        rows = list(csv.DictReader(officials.open(encoding="utf-8")))
        persons = {name_of(row["name"]) for row in rows} | further_persons(officials.parent.parent)
        self.lists = {
            "PERSON": sorted(persons),
            "LOC": sorted({row["country"] for row in rows if row["country"].replace(" ", "").isalpha()}),
            "ORG": sorted(words_of("organisations.txt")),
            "ACRONYM": [],
            "NOTNAME": made_bodies.LISTS["notname"],
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
            tokens = self.words(kind, rng)
            if kind == "PERSON" and rng.random() < 0.35:
                tokens = tokens[-1:]
            kind = "ORG" if kind == "ACRONYM" else kind
            marks = ["O"] * len(tokens)
            if kind not in ("title", "NOTNAME"):
                marks = [f"B-{kind}"] + [f"I-{kind}"] * (len(tokens) - 1)
            out += zip(tokens, marks, strict=True)
        return out


    def words(self, kind: str, rng: random.Random) -> list[str]:
        """The tokens of something of a kind; most bodies are made up."""
        if kind == "ACRONYM":
            return [made_bodies.acronym(rng)]
        if kind == "ORG" and rng.random() < 0.7:
            return made_bodies.body(self.lists["LOC"], rng)
        return made_bodies.split(rng.choice(self.lists[kind]))


def further_persons(folder: Path) -> set[str]:
    """Members of parliaments, from lists that lie beside that of office holders; none where there are none."""
    found = set()
    for path in sorted(folder.glob("every_politician/*.csv")):
        found |= {row.get("person") or "" for row in csv.DictReader(path.open(encoding="utf-8"))}
    for path in sorted(folder.glob("congress_legislators/*.yaml")):
        found |= set(re.findall(r"official_full: ([^\n\"']+)", path.read_text(encoding="utf-8")))
    return {name for name in found if re.fullmatch(r"[^\W\d_]+(?:[-. ]+[^\W\d_]+){1,3}", name)}


def name_of(name: str) -> str:
    """A name as written in text; the file has family names in capitals."""
    plain = re.sub(r"\(.*?\)|,.*", "", name)
    return " ".join(w.capitalize() if w.isupper() and len(w) > 2 else w for w in plain.split())


def swapped(sentence: Tagged, facts: Facts, rng: random.Random) -> Tagged:
    """The sentence with its persons (and some of its places and bodies) replaced by others."""
    out: Tagged = []
    skip = False
    for token, mark in sentence:
        kind = mark[2:]
        if mark[0] == "B":
            skip = kind == "PERSON" or (kind in ("LOC", "ORG") and rng.random() < 0.5)
            if skip:
                out += facts.fill("{" + kind + "}", rng)
        if mark == "O" or not skip:
            out.append((token, mark))
    return out


def make(officials: Path, corpus: list[Tagged], count: int, seed: int = 1234) -> list[Tagged]:
    """``count`` made sentences, and as many of the corpus with other persons and places in them."""
    rng, facts = random.Random(seed), Facts(officials)
    places = {" ".join(name) for name in names_of(corpus, "LOC") if len(name) < 4 and all(map(str.istitle, name))}
    facts.lists["LOC"] = sorted({*facts.lists["LOC"], *places})
    named = [s for s in corpus if any(tag in ("B-PERSON", "B-ORG") for _, tag in s)]
    made = [facts.fill(rng.choice(PATTERNS), rng) for _ in range(count)]
    return made + [swapped(s, facts, rng) for s in rng.sample(named, min(count, len(named)))]
