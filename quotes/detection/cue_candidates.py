"""Candidate attributions from the parse: every word that could report something, with what it could report.

A candidate is named by its cue's lemma and its pattern, the grammatical relations between cue and content:
``ccomp`` (said that P), ``parataxis`` (P, she said), ``as`` (as she said), ``xcomp`` (vowed to), ``obj``
(condemned the attacks), ``obj+obl:of`` (accused X of Y), ``obl:for`` (called for talks), ``pass:xcomp``
(is expected to), ``n:…`` for nouns (his claim that), ``a:…`` for adjectives (is confident that).
Relations are Universal Dependencies', in their English form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from quotes.detection.cue_lexicon import lexicon

READ = frozenset({"see", "obtain", "review", "read", "view"})  # "a draft seen by Meridian": not its words; "seen as" is
SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
# Raising verbs report nobody's words in particular: "the talks seem to have failed".
RAISING = frozenset({"seem", "appear"})
# Prepositional complements that complete an object: accuse of, praise for, describe as, call on … to.
COMPLETES_OBJECT = frozenset({"of", "for", "as", "over", "about", "against", "with", "to", "on", "from", "into"})
# Prepositions of what a noun ("criticism of") or an adjective ("worried about") is about.
ABOUT = frozenset({"for", "on", "about", "against", "to", "of"})
FEELING = frozenset({"of", "about", "with", "by", "for", "at"})


class Candidate(NamedTuple):
    """A cue word, its pattern, the tokens of its source and of its content, as indexes into the ``Doc``."""

    cue: int
    pattern: str
    source: frozenset[int]
    content: frozenset[int]
    lemma: str

    @property
    def key(self) -> tuple[str, str]:
        """Lemma and pattern: what the lexicon knows about."""
        return self.lemma, self.pattern


def candidates(doc: Doc) -> Iterator[Candidate]:
    """Yield the candidates of a parsed article, in order of their cues."""
    for token in doc:
        if token.pos_ == "VERB":
            found = _verb(token)
        elif token.pos_ == "NOUN":
            found = _noun(token)
        elif token.pos_ == "ADJ":
            found = _adjective(token)
        elif token.pos_ == "ADV" and token.lower_ in ("reportedly", "allegedly", "apparently"):
            found = [("adv", frozenset(), _clause(token.head, {token.i}))]
        else:
            continue
        if token.lower_ == "according":
            found = _according(token)
        yield from (Candidate(token.i, *one, _lemma(token)) for one in found if one[2])


Found = list[tuple[str, frozenset[int], frozenset[int]]]


def _lemma(token: Token) -> str:
    """Return the lemma with its particle ("point out"), lower-cased."""
    particle = next((c.lower_ for c in token.children if c.dep_ == "compound:prt"), "")
    if token.lemma_ == "put" and any(c.lower_ == "it" and c.dep_ == "obj" for c in token.children):
        return "put it"
    return f"{token.lemma_.lower()} {particle}".rstrip()


def _subtree(token: Token) -> set[int]:
    return {t.i for t in token.subtree}


def _union(tokens: Iterable[Token]) -> set[int]:
    return set().union(*(_subtree(t) for t in tokens))


def _clause(head: Token, without: set[int]) -> frozenset[int]:
    """Return the tokens under ``head`` but those in ``without``."""
    return frozenset(_subtree(head) - without)


def _children(token: Token, *relations: str) -> list[Token]:
    return [c for c in token.children if c.dep_ in relations]


def case(token: Token) -> str:
    """Return the preposition of a nominal or the marker of a clause, lower-cased, or an empty string."""
    return next((c.lower_ for c in token.children if c.dep_ in ("case", "mark")), "")


def _verb(v: Token) -> Found:
    if _children(v, "aux:pass", "nsubj:pass"):
        return _passive(v)
    if inserted := _parenthesis(v):
        before = frozenset(i for i in inserted if i < v.i)
        return [("parenthesis", before, frozenset({t.i for t in v.sent} - inserted))]
    source = subject(v)
    own = _subtree(source) if source is not None else set()
    found: Found = []
    for pattern, content in _verb_contents(v):
        if v.lemma_ in RAISING:
            found.append((f"raise:{pattern}", frozenset(), frozenset(content | own)))
        else:  # "a letter saying": the noun without the clause
            speaker = own - _subtree(v) if v.i in own else own
            found.append((pattern, frozenset(speaker - content), frozenset(content - speaker - {v.i})))
    return found


def _parenthesis(v: Token) -> set[int]:
    """Return the tokens of a cue set off by commas from what it reports: "It was, the mayor said, a lie".

    At the end of a sentence ("… to the clinic, sources said.") the parser mostly gets it right; this
    takes over where it found another subject.
    """
    doc, last, start = v.doc, v.i + 1, v.sent.start
    back = range(v.i - 1, max(v.i - 8, start), -1)
    first = next((i + 1 for i in back if doc[i].text in (",", "—", "–")), None)
    if first is None or first in (v.i, start + 2) or last >= len(doc) or v.tag_ == "VBG":
        return set()
    near = next((i for i in range(v.i - 1, first, -1) if doc[i].pos_ not in ("ADV", "AUX")), first)
    if doc[near].pos_ not in ("PRON", "PROPN", "NOUN") or any(t.pos_ in ("VERB", "CCONJ") for t in doc[first : v.i]):
        return set()
    if not any(first <= s.i < v.i for s in _children(v, *SUBJECTS)):
        if doc[last].text == ".":
            return set(range(first, last))
        while last < min(v.i + 9, len(doc) - 1) and doc[last].pos_ not in ("VERB", "PUNCT", "SCONJ"):
            last += 1  # "The dam, she wrote in an open letter, was a promise"
    return set(range(first, last)) if doc[last].text in (",", "—", "–") else set()


def _verb_contents(v: Token) -> list[tuple[str, set[int]]]:
    """Return patterns and tokens of what an active verb may report, the likeliest reading first."""
    if clauses := _children(v, "ccomp"):
        return [("ccomp", _union(clauses) - _union(k for c in clauses for k in c.children if _own_report(k, c)))]
    if v.dep_ == "parataxis":
        return [("parataxis", set(_clause(v.head, _subtree(v))))]
    if v.dep_ == "advcl" and case(v) in ("as", "like") and _children(v, "nsubj") and not _children(v, "xcomp"):
        return [("as", set(_clause(v.head, _subtree(v))))]
    if clauses := [c for c in _children(v, "parataxis") if c.i > v.i]:
        return [("colon", _union(clauses))]
    return _nominal_contents(v)


def _nominal_contents(v: Token) -> list[tuple[str, set[int]]]:
    """Return pattern and tokens of infinitival, objective and prepositional complements."""
    objects, clauses = _children(v, "obj"), [c for c in _children(v, "xcomp") if c.i > v.i]
    if not objects and clauses:
        objects = [o for o in _children(v, "iobj") if o.i > v.i]
    if clauses:
        return [("obj+xcomp" if objects else "xcomp", _union(objects + clauses))]
    obliques = [c for c in _children(v, "obl") if c.i > v.i and case(c)]
    if objects:
        obliques += [c for c in _children(v, "advcl") if c.i > v.i and c.tag_ == "VBG"]
        more = [c for c in obliques if case(c) in COMPLETES_OBJECT and c.i > objects[0].i]
        return [(f"obj+obl:{case(c)}", _union([*objects, c])) for c in more] + [("obj", _union(objects))]
    if obliques:
        return [(f"obl:{case(c)}", _union([c])) for c in obliques]
    clauses = [c for c in _children(v, "advcl") if case(c) in ("to", "for", "about", "on", "against")]
    return [(f"advcl:{case(c)}", _union([c])) for c in clauses[:1]]


def _passive(v: Token) -> Found:
    agent = next(iter(_children(v, "obl:agent")), None)
    source = frozenset(_subtree(agent) - {c.i for c in agent.children if c.dep_ == "case"}) if agent else frozenset()
    subjects = _children(v, "nsubj:pass")
    if clauses := _children(v, "ccomp"):
        return [("pass:ccomp", source, frozenset(_union(clauses)))]
    if clauses := [c for c in _children(v, "xcomp") if c.i > v.i]:
        return [("pass:xcomp", source, frozenset(_union(subjects + clauses) - source))]
    if v.dep_ == "parataxis" and v.head.i < v.i:
        return [("pass:parataxis", source, _clause(v.head, _subtree(v)))]
    if subjects and source and (v.lemma_ not in READ or any(case(c) == "as" for c in v.children)):
        return [("pass:agent", source, frozenset(_union(subjects) - source))]
    return []


def _noun(n: Token) -> Found:
    """Return what a noun may report: "his claim that", "plans to", "criticism of", "support for"."""
    if clauses := [c for c in _children(n, "acl", "ccomp") if c.i > n.i and case(c) in ("that", "to", "whether")]:
        pattern, content = f"n:{case(clauses[0])}", _union(clauses[:1])
    else:
        phrases = [c for c in _children(n, "nmod") if c.i > n.i and case(c) in ABOUT]
        if not phrases:
            return []
        pattern, content = f"n:{case(phrases[-1])}", _union(phrases[-1:])
    return [(pattern, frozenset(_noun_source(n) - content), frozenset(content))]


def _noun_source(n: Token) -> set[int]:
    if owners := _children(n, "nmod:poss"):
        return {i for i in _subtree(owners[0]) if n.doc[i].lower_ not in ("'s", "’s", "'", "’")}
    for phrase in _children(n, "nmod"):
        if case(phrase) in ("of", "by", "from", "among") and phrase.ent_type_ in ("PERSON", "ORG", "NORP"):
            return _subtree(phrase) - {c.i for c in phrase.children if c.dep_ == "case"}
    if n.dep_ == "obj" and n.head.pos_ == "VERB" and (holder := subject(n.head)) is not None:
        return _subtree(holder) - _subtree(n.head) if holder.i < n.head.i else set()
    return set()


def _adjective(a: Token) -> Found:
    """Return what a predicate adjective may report: "is confident that", "was worried about"."""
    source = next(iter(_children(a, "nsubj")), None)
    if source is None:
        return []
    if clauses := [c for c in _children(a, "ccomp", "xcomp", "advcl") if c.i > a.i and case(c) in ("that", "to", "")]:
        pattern, content = f"a:{clauses[0].dep_}", _union(clauses[:1])
    elif phrases := [c for c in _children(a, "obl") if c.i > a.i and case(c) in FEELING]:
        pattern, content = f"a:{case(phrases[0])}", _union(phrases[:1])
    else:
        return []
    return [(pattern, frozenset(_subtree(source) - content), frozenset(content))]


def _according(token: Token) -> Found:
    """Return source and content of "according to X, P"."""
    noun = token.head if token.dep_ == "case" else next(iter(_children(token, "obl", "nmod")), None)
    if noun is None or noun.head.i == noun.i:
        return []
    phrase = _subtree(noun)
    marks = {c.i for c in noun.children if c.dep_ == "case"} | {token.i}
    marks |= {t.i for m in list(marks) for t in token.doc[m].subtree}
    clause = token.head.head if token.dep_ == "case" else token.head
    return [("according", frozenset(phrase - marks), _clause(clause, phrase | marks))]


def subject(v: Token, depth: int = 4) -> Token | None:
    """Return the token that governs the phrase doing what verb ``v`` says, following shared subjects.

    Inverted quotatives ("said the senator") come from the parser as objects.
    """
    if own := _children(v, *SUBJECTS) or _strayed_subjects(v):
        return own[0]
    if after := [c for c in _children(v, "obj", "iobj") if c.i > v.i and _inverted(v, c)]:
        return after[0]
    if v.dep_ == "acl":
        return v.head if v.head.pos_ in ("NOUN", "PROPN", "PRON") else None
    if depth and v.dep_ == "conj" and v.head.dep_ == "ccomp" and _own_report(v, v.head):
        return subject(v.head.head, depth - 1)
    if depth and v.head.i != v.i and v.dep_ in ("conj", "xcomp", "advcl", "parataxis", "ccomp"):
        if v.dep_ == "ccomp" or (v.dep_ == "advcl" and v.tag_ not in ("VBG", "VBN", "VB")):
            return None
        if v.dep_ == "advcl" and v.tag_ == "VBG" and v.left_edge.i > 0 and v.doc[v.left_edge.i - 1].text == ",":
            return subject(_matrix(v.head), depth - 1)
        if v.dep_ == "xcomp" and (patient := _children(v.head, "obj", "iobj")) and patient[0].i < v.i:
            return patient[0]
        return subject(v.head, depth - 1)
    return None


def _strayed_subjects(v: Token) -> list[Token]:
    """Return the subject the parser gave to the verb before: "Lind expects a truce; Berg, an envoy, fears a war"."""
    if v.dep_ not in ("parataxis", "conj"):
        return []
    breaks = [t.i for t in v.doc[v.head.i : v.i] if t.text == ";"]
    return [c for c in _children(v.head, *SUBJECTS) if breaks and breaks[-1] < c.i < v.i]


def _own_report(k: Token, clause: Token) -> bool:
    """Return whether verb ``k`` of a reported clause is really the reporter's next cue.

    "She said reserves would last and denied that …": a conjunct without a subject, in the tense of the
    cue and another than the clause's. "She said reserves would last, citing …": a trailing participle.
    """
    if k.pos_ != "VERB" or clause.head.i > clause.i or not lexicon().speaks(k.lemma_.lower(), k.lower_):
        return False
    if k.dep_ == "advcl":
        return bool(k.tag_ == "VBG" and k.i > clause.i and k.doc[k.left_edge.i - 1].text == ",")
    same_tense = k.tag_ in ("VBD", "VBZ") and k.tag_ == clause.head.tag_ != clause.tag_
    return k.dep_ == "conj" and same_tense and not _children(k, *SUBJECTS, "aux", "mark")


def _matrix(v: Token) -> Token:
    """Return the verb that a trailing ", saying" belongs to: the main one, not the one of what was said."""
    while v.dep_ in ("ccomp", "xcomp", "advcl") and v.head.pos_ == "VERB" and v.head.i < v.i:
        v = v.head
    return v


def _inverted(v: Token, c: Token) -> bool:
    """Return whether ``c``, right behind verb ``v`` that ends a clause, is its speaker."""
    reports = v.dep_ == "parataxis" or (c.dep_ != "iobj" and bool(_children(v, "ccomp")))
    return reports and bool(c.left_edge.i - v.i <= 2)
