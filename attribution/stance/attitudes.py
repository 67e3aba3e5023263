"""Attitudes that no cue reports: "she backs the dam", "the union, which opposes any cap".

Who is for or against what is often told by a verb and its object alone. The finder of quotes, which asks for words
reported, passes most of them over; here such a verb with somebody as its subject is taken for a statement where the
lexicon of stances knows it. ``analyze`` keeps those that do give a stance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from attribution.lexicon.closed_class import FIRST_PERSON, PARTITIVES
from attribution.lexicon.nouns import ROLE_CLASSES, noun
from attribution.stance.factuality import factuality_of, is_definite
from attribution.stance.frames import Frame, arguments, frames_of, is_group
from attribution.stance.holder import tokens_in
from attribution.stance.signatures import controller, is_nobody
from attribution.types import Attribution
from quotes.detection.nested_reports import NESTED
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft, to_quote
from quotes.syntax import children, is_passive, obliques, subjects
from quotes.types import Quote, Spans

RULE = "attitude"
CONFIDENCE = 0.6
FIRM = 0.35  # strength of the frame
HANDED_ON = {"clause", "subj", "theme", "poss", "head", "self"}
NOBODY = FIRST_PERSON | {"you", "it", "that", "this", "these", "those", "which", "what", "there"}
SOMEBODY = {"person", "group", "kin", "body", *ROLE_CLASSES}
JUDGING = {"regard", "view", "see", "describe", "consider", "deem", "call", "label", "brand", "think", "find"}
SHARES = {"percent", "%", "majority", "half", "third", "quarter"}  # of the people asked
FOR = {"thank", "praise", "condemn", "criticise"}  # acts that say what for: "thanked them for their honesty"
# What is done or lacked, not what is thought of it.
ACTS = {"vote", "campaign", "need", "require", "fight", "struggle", "combat", "rely", "count", "offer", "mobilise"}


def with_attitudes(doc: Doc, quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes and, in order of their contents, the attitudes that none of them has as cue.

    Somebody quoted may tell of somebody else's: "Marn said that Norvane backs the dam". What is said by
    nobody in particular may be somebody's attitude still: "she is thought to favour the dam".
    """
    quoted = QuotationIndex(doc)
    cues = _tokens(doc, (quote.cue for quote in quotes))
    said = _tokens(doc, (quote.content for quote in quotes if quote.source))
    sources = _tokens(doc, (quote.source for quote in quotes))
    found = []
    for word in (word for word in doc if word.i not in cues):
        inner = word.i in said or quoted.quotation_of[word.i] >= 0
        draft = _attitude(word, inner)
        if draft and inner and (draft.source & sources or not _is_reported(word, draft)):
            continue
        if draft and (quote := to_quote(quoted, draft)):
            found.append(replace(quote, rule=RULE, confidence=CONFIDENCE))
    return sorted((*quotes, *found), key=lambda q: (q.content, q.cue))


def _tokens(doc: Doc, parts: Iterable[Spans]) -> set[int]:
    """Return the indexes of the tokens of some parts of quotes."""
    return {i for spans in parts for i in tokens_in(doc, spans)}


def is_own(quote: Quote, holders: Sequence[int], quotes: Sequence[Quote], speakers: Sequence[Sequence[int]]) -> bool:
    """Return whether a quote is part of what its holder says: "she said she backed the dam", "that she had said no".

    ``holders`` are the speakers of the quote, as entities, ``speakers`` those of each of ``quotes``.
    """
    return (quote.rule == RULE or quote.rule.endswith(NESTED)) and any(
        other is not quote
        and other.rule != RULE
        and not set(holders).isdisjoint(said)
        and any(span.covers(quote.cue[0]) for span in other.content)
        for other, said in zip(quotes, speakers, strict=True)
    )


def kept(attributions: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Return the attributions without attitudes that turned out to be for or against nothing, or nobody's."""
    return tuple(
        a for a in attributions
        if a.quote.rule != RULE
        or ((a.speakers or a.unresolved == "unnamed") and any(stance.polarity for stance in a.stances))
    )  # fmt: skip


def _attitude(word: Token, inner: bool) -> QuoteDraft | None:
    """Return the statement a word makes; "regards it as" makes one in somebody's words only, else it is a quote."""
    if word.lower_ == "against":
        return _opposition(word)
    frames = [frame for frame in frames_of(word, "attitude") if frame.strength >= FIRM]
    draft = _held(word, [frame for frame in frames if frame.lemma not in ACTS]) or _drawn(word, frames)
    return draft or (_judged(word) if inner and word.lemma_ in JUDGING else None)


def _held(word: Token, frames: Sequence[Frame]) -> QuoteDraft | None:
    """Return the statement a word makes, by its attitude, its holder and what it is to; None where one is missing."""
    verb = _predicate_of(word) if frames else None
    if verb is None:
        return None
    holders = _holders(word, verb, frames)
    objects = [t for frame in frames for t in _objects(word, frame)]
    if not holders or not objects or not _is_asserted(word):
        return None
    source = _holders_phrases(holders, verb)
    cue = {verb.i, word.i, *(c.i for w in (verb, word) for c in _light(w))}
    prepositions = {c.i for t in (*objects, *holders) for c in children(t, "case", "mark")}
    content = set(_below((*objects, *_reasons(word, frames))) - prepositions - cue - source)
    touching = {i for i in prepositions if i - 1 in cue}  # "opposed to" the dam
    return QuoteDraft(frozenset(cue | touching), source - cue, content, RULE, CONFIDENCE) if content else None


def _predicate_of(word: Token) -> Token | None:
    """Return whose subject has the attitude: a verb, an adjective, or of a noun the verb: "expressed regret over"."""
    if word.pos_ != "NOUN":
        return word if word.pos_ in {"VERB", "ADJ"} else None
    return word.head if word.dep_ == "obj" and children(word.head, "nsubj") else None


def _holders(word: Token, verb: Token, frames: Sequence[Frame]) -> list[Token]:
    """Return who may have the attitude: the subject, in the passive of "she was not impressed by", too."""
    felt = is_passive(word) and any(frame.pos == "ADJ" for frame in frames)
    return [s for s in (children(word, "nsubj:pass") if felt else controller(word) or subjects(verb)) if _can_hold(s)]


def _holders_phrases(holders: Sequence[Token], verb: Token) -> frozenset[int]:
    """Return the words that name the holders, without the clause of the verb: "the union, which opposes any cap"."""
    outside = _phrases(holders) - {t.i for t in verb.subtree if verb.is_ancestor(t)}
    return outside | _phrases([s for s in holders if verb.is_ancestor(s)])


def _reasons(word: Token, frames: Sequence[Frame]) -> list[Token]:
    """Return what somebody is thanked or blamed for: "thanked them for their honesty"."""
    return obliques(word, "for") if any(frame.act in FOR for frame in frames) else []


def _opposition(word: Token) -> QuoteDraft | None:
    """Return the statement of "the union is against the dam"; other prepositions have other meanings, too."""
    thing = word.head
    holders = [s for s in children(thing, "nsubj") if _can_hold(s)]
    if word.dep_ != "case" or not children(thing, "cop") or not holders or not _is_asserted(thing):
        return None
    source = _below(holders)
    cue = frozenset((word.i, *(c.i for c in children(thing, "aux", "cop", "advmod") if c.i < word.i)))
    content = {t.i for t in thing.subtree if t.i > word.i} - source
    return QuoteDraft(cue, source, content, RULE, CONFIDENCE)


def _drawn(verb: Token, frames: Sequence[Frame]) -> QuoteDraft | None:
    """Return the statement of "the raid drew condemnation from Norvane", "the envoy enjoys the president's trust"."""
    if verb.pos_ != "VERB" or not any(map(_is_of_subject, frames)):
        return None
    felt = [*children(verb, "obj"), *obliques(verb, "with"), *obliques(verb, "under")]
    holders = [t for word in (verb, *felt) for case in ("from", "by") for t in obliques(word, case)]
    holders += [t for word in felt for t in (*children(word, "nmod:poss"), *obliques(word, "of"))]
    holders, things = [h for h in holders if _can_hold(h)], children(verb, "nsubj", "nsubj:pass")
    if not holders or not things or not _is_asserted(verb):
        return None
    source = _phrases(holders)
    cue = frozenset((verb.i, *_below(felt), *(t.i for t in _light(verb)))) - source
    content = set(_below(things) - cue - source)
    return QuoteDraft(cue, source, content, RULE, CONFIDENCE) if content else None


def _judged(verb: Token) -> QuoteDraft | None:
    """Return the statement of "the union regards the dam as a disgrace", "they call it a success"."""
    things, holders = children(verb, "obj"), [s for s in subjects(verb) if _can_hold(s)]
    words = [*obliques(verb, "as"), *children(verb, "xcomp")]
    judged = [w for w in words if any(frame.strength >= FIRM for frame in frames_of(w, "quality"))]
    if not holders or not things or not judged or not _is_asserted(verb):
        return None
    source, cue = _below(holders), frozenset((verb.i, *(t.i for t in _light(verb))))
    return QuoteDraft(cue, source, set(_below((*things, *judged)) - source), RULE, CONFIDENCE)


def _below(heads: Iterable[Token]) -> frozenset[int]:
    """Return the indexes of the words of phrases."""
    return frozenset(t.i for head in heads for t in head.subtree)


def _phrases(heads: Sequence[Token]) -> frozenset[int]:
    """Return the indexes of the words of phrases without their prepositions: "a cousin of | the mayor, who backs"."""
    return _below(heads) - {c.i for head in heads for c in children(head, "case") if c.i < head.i}


def _is_of_subject(frame: Frame) -> bool:
    """Whether a frame says what others think of the verb's subject: "draw criticism", not "the raid shocked us"."""
    return frame.effects[:1] in ((("subj", "-"),), (("subj", "+"),)) and not frame.frame[0].endswith("I,we")


def _is_reported(word: Token, draft: QuoteDraft) -> bool:
    """Whether somebody quoted says who else has the attitude: "Ostria backs the dam", "she opposes it"."""
    heads = [word.doc[i] for i in draft.source if word.doc[i].head.i not in draft.source]
    return bool(heads) and all(
        h.lower_ in {"he", "she"} or _is_quantity(h) or (h.pos_ in {"NOUN", "PROPN"} and is_definite(h)) for h in heads
    )


def _is_quantity(head: Token) -> bool:
    """Whether people are told by how many they are: "half of them", "many here", "most voters"."""
    return head.lemma_ in SHARES or any(t.lower_ in PARTITIVES for t in (head, *children(head, "amod", "det")))


def _light(word: Token) -> list[Token]:
    """Return the auxiliaries, the negation and the particle of a word."""
    before = [c for c in children(word, "aux", "aux:pass", "cop", "advmod") if 0 < word.i - c.i < 4]
    return before + children(word, "compound:prt")


def _objects(word: Token, frame: Frame) -> Iterator[Token]:
    """Yield what the attitude is to, where it is a thing or somebody, not a clause."""
    for argument, _ in frame.effects:
        if argument not in HANDED_ON:
            for thing in arguments(word, argument):
                if thing.i != word.i and (thing.pos_ in {"NOUN", "PROPN", "PRON"} or thing.lemma_ == "one"):
                    yield thing


def _is_asserted(word: Token) -> bool:
    """Return whether a word is told as a fact: no wish, condition or question, nobody else's claim."""
    # Whom it is according to says so.
    factuality = factuality_of(word, {t.i for t in word.sent}, {word.i}, lambda _: True)
    if factuality is None or factuality.wish or factuality.future or factuality.contradicted:
        return False
    return factuality.commitment in {"certain", "probable"}


def _can_hold(subject: Token) -> bool:
    """Return whether a subject may have an attitude: people and bodies, named or not, "he", "who"."""
    if subject.text.lower() in NOBODY or is_nobody(subject):
        return False  # "no senator backs it", but "neither Dahl nor Lee backs it"
    if subject.pos_ in {"PROPN", "PRON"} or subject.ent_type_ or is_group(subject) or subject.lemma_ in SHARES:
        return True
    if subject.lower_ in PARTITIVES and children(subject, "nmod", "obl", "acl:relcl"):
        return all(_can_hold(whole) for whole in obliques(subject, "of"))
    named = any(t.ent_type_ in {"PERSON", "ORG"} for c in children(subject, "appos") for t in (c, *c.children))
    return named or noun(subject.lemma_).kind in SOMEBODY
