"""CueCandidate cues from the parse: every word that could report something, with what it could report and for whom.

A candidate is named by its cue's lemma and its pattern, the grammatical relations between cue and content:
``ccomp`` (said that P), ``parataxis`` (P, she said), ``as`` (as she said), ``xcomp`` (vowed to), ``obj``
(condemned the attacks), ``obj+obl:of`` (accused X of Y), ``obl:for`` (called for talks), ``pass:xcomp``
(is expected to), ``n:…`` for nouns (his claim that), ``a:…`` for adjectives (is confident that).
Relations are Universal Dependencies', in their English form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from quotes.detection.cue_lexicon import lexicon
from quotes.detection.reporting_subject import reporting_subject, reports_by_itself
from quotes.syntax import ANY_SUBJECT, children, children_behind, first_marker, prepositions, subtree, subtrees

# "A draft seen by Meridian" are not Meridian's words; "seen as a threat by Meridian" is.
READING = frozenset({"see", "obtain", "review", "read", "view"})
# Raising verbs report nobody's words in particular: "the talks seem to have failed".
RAISING = frozenset({"seem", "appear"})
# Prepositional complements that complete an object: accuse of, praise for, describe as, call on … to.
COMPLETES_OBJECT = frozenset({"of", "for", "as", "over", "about", "against", "with", "to", "on", "from", "into"})
# Prepositions of what a noun ("criticism of") or an adjective ("worried about") is about.
ABOUT = frozenset({"for", "on", "about", "against", "to", "of"})
FEELING = frozenset({"of", "about", "with", "by", "for", "at"})
SETTING_OFF = (",", "—", "–")  # what sets off a cue from what it reports
# Conjunctions of clauses of time or reason: "said after the reports broke that".
CIRCUMSTANCES = frozenset({"after", "before", "while", "as", "because", "since", "until", "though", "although", "when"})
LONGEST_PARENTHESIS = 8  # words on either side of its verb


class CueCandidate(NamedTuple):
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


def cue_candidates(doc: Doc) -> Iterator[CueCandidate]:
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
        yield from (CueCandidate(token.i, *one, _lemma(token)) for one in found if one[2])


Found = list[tuple[str, frozenset[int], frozenset[int]]]


def _lemma(token: Token) -> str:
    """Return the lemma with its particle ("point out"), lower-cased."""
    particle = next((c.lower_ for c in token.children if c.dep_ == "compound:prt"), "")
    if token.lemma_ == "put" and any(c.lower_ == "it" and c.dep_ == "obj" for c in token.children):
        return "put it"
    return f"{token.lemma_.lower()} {particle}".rstrip()


def _clause(head: Token, without: set[int]) -> frozenset[int]:
    """Return the tokens under ``head`` but those in ``without``."""
    return frozenset(subtree(head) - without)


def _verb(v: Token) -> Found:
    if children(v, "aux:pass", "nsubj:pass"):
        return _passive(v)
    if inserted := _parenthesis(v):
        before = frozenset(i for i in inserted if i < v.i)
        return [("parenthesis", before, frozenset({t.i for t in v.sent} - inserted))]
    source = reporting_subject(v)
    own = subtree(source) - prepositions(source) if source is not None else set()
    found: Found = []
    for pattern, content in _verb_contents(v):
        if v.lemma_ in RAISING:
            found.append((f"raise:{pattern}", frozenset(), frozenset(content | own)))
        else:  # "a letter saying": the noun without the clause
            speaker = own - subtree(v) if v.i in own else own
            found.append((pattern, frozenset(speaker - content), frozenset(content - speaker - {v.i})))
    return found


def _parenthesis(v: Token) -> set[int]:
    """Return the tokens of a cue set off by commas from what it reports: "It was, the mayor said, a lie".

    At the end of a sentence ("… to the clinic, sources said.") the parser mostly gets it right; this
    takes over where it found another subject.
    """
    first, behind = _first_of_parenthesis(v), v.i + 1
    if first is None or behind >= len(v.doc) or v.tag_ == "VBG" or not _is_named_between(first, v):
        return set()
    if not any(first <= s.i < v.i for s in children(v, *ANY_SUBJECT)):
        if v.doc[behind].text == ".":
            return set(range(first, behind))
        behind = _behind_addition(v)
    return set(range(first, behind)) if v.doc[behind].text in SETTING_OFF else set()


def _first_of_parenthesis(v: Token) -> int | None:
    """Return the word behind the comma or dash before a verb; None where the sentence or the verb begins there."""
    start = v.sent.start
    before = range(v.i - 1, max(v.i - LONGEST_PARENTHESIS, start), -1)
    first = next((i + 1 for i in before if v.doc[i].text in SETTING_OFF), None)
    return None if first in (v.i, start + 2) else first


def _is_named_between(first: int, v: Token) -> bool:
    """Return whether a noun or pronoun stands right before a verb, and from ``first`` on no verb or conjunction."""
    doc = v.doc
    near = next((i for i in range(v.i - 1, first, -1) if doc[i].pos_ not in ("ADV", "AUX")), first)
    nominal = doc[near].pos_ in ("PRON", "PROPN", "NOUN")
    return nominal and not any(t.pos_ in ("VERB", "CCONJ") for t in doc[first : v.i])


def _behind_addition(v: Token) -> int:
    """Return where what a cue adds to itself ends: "The dam, she wrote in an open letter, was a promise"."""
    i: int = v.i + 1
    while i < min(v.i + LONGEST_PARENTHESIS + 1, len(v.doc) - 1) and v.doc[i].pos_ not in ("VERB", "PUNCT", "SCONJ"):
        i += 1
    return i


def _verb_contents(v: Token) -> list[tuple[str, set[int]]]:
    """Return patterns and tokens of what an active verb may report, the likeliest reading first."""
    if v.dep_ == "advcl" and _clause_behind_circumstance(v.head):
        return []  # the clause is what the verb above reports
    if clauses := children(v, "ccomp") or _clause_behind_circumstance(v):
        others = (k for c in clauses for k in c.children if reports_by_itself(k, c))
        return [("ccomp", subtrees(clauses) - subtrees(others))]
    if v.dep_ == "parataxis":
        return [("parataxis", set(_clause(v.head, subtree(v))))]
    if v.dep_ == "advcl" and first_marker(v) in ("as", "like") and children(v, "nsubj") and not children(v, "xcomp"):
        return [("as", set(_clause(v.head, subtree(v))))]
    if clauses := children_behind(v, "parataxis"):
        return [("colon", subtrees(clauses))]
    return _nominal_contents(v)


def _clause_behind_circumstance(v: Token) -> list[Token]:
    """Return the that-clause that the parser hung on the time or place of a bare report.

    "Farron said after the reports broke that he would pay", "Holt said in a statement that she would": of a verb of
    speech that has no content of its own; what is joined to the clause by "but that" comes with it.
    """
    if not lexicon().speaks(v.lemma_.lower(), v.lower_) or children(v, "ccomp", "obj", "xcomp", "parataxis"):
        return []
    for circumstance in children_behind(v, "advcl", "obl"):
        if circumstance.dep_ == "advcl" and not _is_circumstance(circumstance):
            continue
        relation = ("ccomp",) if circumstance.dep_ == "advcl" else ("acl", "ccomp")
        clauses = [c for c in children_behind(circumstance, *relation) if first_marker(c) == "that"]
        if clauses:
            return clauses + [c for c in children_behind(v, "conj") if first_marker(c) == "that"]
    return []


def _is_circumstance(clause: Token) -> bool:
    """Return whether a clause says when or why, with a verb that reports nothing itself."""
    speaks = lexicon().speaks(clause.lemma_.lower(), clause.lower_)
    return first_marker(clause) in CIRCUMSTANCES and not speaks


def _nominal_contents(v: Token) -> list[tuple[str, set[int]]]:
    """Return pattern and tokens of infinitival, objective and prepositional complements."""
    objects, clauses = children(v, "obj"), children_behind(v, "xcomp")
    if not objects and not clauses and any(first_marker(c) == "of" for c in children_behind(v, "advcl")):
        objects = children_behind(v, "iobj")  # "accusing the minister of having sold"
    if clauses:
        patients = objects or children_behind(v, "iobj")
        return [("obj+xcomp" if patients else "xcomp", subtrees(patients + clauses))]
    if objects:
        return _object_contents(v, objects)
    if obliques := _prepositional(v):
        return [(f"obl:{first_marker(c)}", subtree(c)) for c in obliques]
    clauses = [c for c in children(v, "advcl") if first_marker(c) in ("to", "for", "about", "on", "against")]
    return [(f"advcl:{first_marker(c)}", subtree(c)) for c in clauses[:1]]


def _object_contents(v: Token, objects: list[Token]) -> list[tuple[str, set[int]]]:
    """Return an object with each phrase that completes it ("accused X of Y", "blamed X for leaving"), then alone."""
    added = [*_prepositional(v), *(c for c in children_behind(v, "advcl") if c.tag_ == "VBG")]
    completing = [c for c in added if first_marker(c) in COMPLETES_OBJECT and c.i > objects[0].i]
    found = [(f"obj+obl:{first_marker(c)}", subtrees([*objects, c])) for c in completing]
    return [*found, ("obj", subtrees(objects))]


def _prepositional(v: Token) -> list[Token]:
    return [c for c in children_behind(v, "obl") if first_marker(c)]


def _passive(v: Token) -> Found:
    agent = next(iter(children(v, "obl:agent")), None)
    source = frozenset(subtree(agent) - prepositions(agent)) if agent else frozenset()
    subjects = children(v, "nsubj:pass")
    if clauses := children(v, "ccomp"):
        return [("pass:ccomp", source, frozenset(subtrees(clauses)))]
    if clauses := children_behind(v, "xcomp"):
        return [("pass:xcomp", source, frozenset(subtrees(subjects + clauses) - source))]
    if v.dep_ == "parataxis" and v.head.i < v.i:
        return [("pass:parataxis", source, _clause(v.head, subtree(v)))]
    if subjects and source and (v.lemma_ not in READING or any(first_marker(c) == "as" for c in v.children)):
        return [("pass:agent", source, frozenset(subtrees(subjects) - source))]
    return []


def _noun(n: Token) -> Found:
    """Return what a noun may report: "his claim that", "plans to", "criticism of", "support for"."""
    if n.dep_ == "obl" and _clause_behind_circumstance(n.head):
        return []
    if clauses := [c for c in children_behind(n, "acl", "ccomp") if first_marker(c) in ("that", "to", "whether")]:
        pattern, content = f"n:{first_marker(clauses[0])}", subtrees(clauses[:1])
    else:
        phrases = [c for c in children_behind(n, "nmod") if first_marker(c) in ABOUT]
        if not phrases:
            return []
        pattern, content = f"n:{first_marker(phrases[-1])}", subtrees(phrases[-1:])
    return [(pattern, frozenset(_noun_source(n) - content), frozenset(content))]


def _noun_source(n: Token) -> set[int]:
    if owners := children(n, "nmod:poss"):
        return {i for i in subtree(owners[0]) if n.doc[i].lower_ not in ("'s", "’s", "'", "’")}
    for phrase in children(n, "nmod"):
        if first_marker(phrase) in ("of", "by", "from", "among") and phrase.ent_type_ in ("PERSON", "ORG", "NORP"):
            return subtree(phrase) - prepositions(phrase)
    if n.dep_ == "obj" and n.head.pos_ == "VERB" and (holder := reporting_subject(n.head)) is not None:
        return subtree(holder) - subtree(n.head) if holder.i < n.head.i else set()
    return set()


def _adjective(a: Token) -> Found:
    """Return what a predicate adjective may report: "is confident that", "was worried about"."""
    source = next(iter(children(a, "nsubj")), None)
    if source is None:
        return []
    if clauses := [c for c in children_behind(a, "ccomp", "xcomp", "advcl") if first_marker(c) in ("that", "to", "")]:
        pattern, content = f"a:{clauses[0].dep_}", subtrees(clauses[:1])
    elif phrases := [c for c in children_behind(a, "obl") if first_marker(c) in FEELING]:
        pattern, content = f"a:{first_marker(phrases[0])}", subtrees(phrases[:1])
    else:
        return []
    return [(pattern, frozenset(subtree(source) - content), frozenset(content))]


def _according(token: Token) -> Found:
    """Return source and content of "according to X, P"."""
    noun = token.head if token.dep_ == "case" else next(iter(children(token, "obl", "nmod")), None)
    if noun is None or noun.head.i == noun.i:
        return []
    phrase = subtree(noun)
    marks = prepositions(noun) | {token.i}
    marks |= {t.i for m in list(marks) for t in token.doc[m].subtree}
    clause = token.head.head if token.dep_ == "case" else token.head
    while clause.dep_ == "advcl" and clause.tag_ == "VBG" and clause.head.i < clause.i:
        clause = clause.head  # "Ferries are planned, using all kinds of engine, according to"
    return [("according", frozenset(phrase - marks), _clause(clause, phrase | marks))]
