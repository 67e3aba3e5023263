"""Whom a reporting verb makes the source: its subject, by the grammar of reports.

``quotes.syntax.subjects`` finds the logical subjects of any predicate. This is another question with another
answer: inverted quotatives ("said the senator") come from the parser as objects, the subject of what is
reported is never the one who reports it, and a passive's subject is returned as it stands.
"""

from __future__ import annotations

from spacy.tokens import Token

from quotes.detection.cue_lexicon import lexicon
from quotes.syntax import ANY_SUBJECT, children, children_behind

GOVERNORS = 4  # verbs above that a subject may be shared with
RECORDINGS = frozenset(["footage", "video", "clip", "recording", "tape", "audio", "film", "image"])
SHARING = ("conj", "xcomp", "advcl", "parataxis")


def reporting_subject(verb: Token, depth: int = GOVERNORS) -> Token | None:
    """Return the head of the phrase that says what ``verb`` reports; None where grammar has none."""
    if own := children(verb, *ANY_SUBJECT) or _strayed_subjects(verb):
        return own[0]
    if inverted := [c for c in children_behind(verb, "obj", "iobj") if _is_inverted_subject(c, verb)]:
        return inverted[0]
    if (person := _recorded_person(verb)) is not None:
        return person
    if verb.dep_ == "acl":
        return verb.head if verb.head.pos_ in ("NOUN", "PROPN", "PRON") else None
    return _shared_subject(verb, depth) if depth else None


def _shared_subject(verb: Token, depth: int) -> Token | None:
    """Return the subject that a verb has from the one it is joined to, or the patient it has for its subject."""
    if verb.dep_ == "conj" and verb.head.dep_ == "ccomp" and reports_by_itself(verb, verb.head):
        return reporting_subject(verb.head.head, depth - 1)
    if verb.dep_ not in SHARING or verb.head.i == verb.i:
        return None
    if verb.dep_ == "advcl" and verb.tag_ not in ("VBG", "VBN", "VB"):
        return None
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and _is_after_comma(verb):
        return reporting_subject(_main_verb(verb.head), depth - 1)
    if verb.dep_ == "xcomp" and (patient := children(verb.head, "obj", "iobj")) and patient[0].i < verb.i:
        return patient[0]
    return reporting_subject(verb.head, depth - 1)


def _strayed_subjects(verb: Token) -> list[Token]:
    """Return the subject the parser gave to the verb before: "Lind expects a truce; Berg, an envoy, fears a war"."""
    if verb.dep_ not in ("parataxis", "conj"):
        return []
    breaks = [t.i for t in verb.doc[verb.head.i : verb.i] if t.text == ";"]
    return [c for c in children(verb.head, *ANY_SUBJECT) if breaks and breaks[-1] < c.i < verb.i]


def _is_inverted_subject(noun: Token, verb: Token) -> bool:
    """Return whether the object right behind a verb that ends a clause is its speaker: "…, said the senator"."""
    reports = verb.dep_ == "parataxis" or (noun.dep_ != "iobj" and bool(children(verb, "ccomp")))
    return reports and bool(noun.left_edge.i - verb.i <= 2)


def reports_by_itself(verb: Token, clause: Token) -> bool:
    """Return whether a verb under the verb of a reported clause is really the reporter's next cue.

    "She said reserves would last and denied that …": a conjunct without a subject, in the tense of the
    cue and another than the clause's. "She said reserves would last, citing …": a trailing participle.
    """
    if verb.pos_ != "VERB" or clause.head.i > clause.i or not lexicon().speaks(verb.lemma_.lower(), verb.lower_):
        return False
    if verb.dep_ == "advcl":
        return bool(verb.tag_ == "VBG" and verb.i > clause.i and verb.doc[verb.left_edge.i - 1].text == ",")
    same_tense = verb.tag_ in ("VBD", "VBZ") and verb.tag_ == clause.head.tag_ != clause.tag_
    return verb.dep_ == "conj" and same_tense and not children(verb, *ANY_SUBJECT, "aux", "mark")


def _recorded_person(verb: Token) -> Token | None:
    """Return whom a recording shows saying it: "footage of Ida Marn saying, “…”", wherever "saying" hangs."""
    person = verb.doc[verb.i - 1] if verb.i and verb.tag_ == "VBG" else verb
    while person.dep_ in ("flat", "compound") and person.head.i < person.i:
        person = person.head
    recorded = person.dep_ == "nmod" and person.head.lemma_ in RECORDINGS and person.head.i < person.i < verb.i
    return person if recorded else None


def _is_after_comma(verb: Token) -> bool:
    return bool(verb.left_edge.i > 0 and verb.doc[verb.left_edge.i - 1].text == ",")


def _main_verb(verb: Token) -> Token:
    """Return the verb that a trailing ", saying" belongs to: the main one, not the one of what was said."""
    while verb.dep_ in ("ccomp", "xcomp", "advcl") and verb.head.pos_ == "VERB" and verb.head.i < verb.i:
        verb = verb.head
    return verb
