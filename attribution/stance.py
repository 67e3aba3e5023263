"""Stances of one statement: who is for or against what, by which words.

The lexicon's frames are composed over the dependency parse. Frames of the cue speak for the source ("condemned
the attacks"); inside the content, attitudes count where the holder is their subject, deeds and qualities
wherever the holder states them. An attitude is handed on from what it governs to what that is about: a call for
an end to the shelling is against the shelling, and against who does it. No words, no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from attribution.frames import FIRST_PERSON, Frame, arguments, frames_of, lemmas, word_class
from attribution.model import Entity, Polarity, Stance, Target
from attribution.scope import Scope, is_definite, is_predicate, scope_of
from attribution.syntax import CLAUSE, children, clauses, described, is_passive, objects, subjects, with_conjuncts
from attribution.targets import Referents
from quotes.model import Quote, Span

DEEPEST = 6
OPENING = "“\"„«‘‚'"
LIGHT = {"take", "make", "have", "do", "get", "see", "know", "go", "come", "become", "play", "put", "find"}
AGENTIVE = {"person", "organisation", "place", "group"}
MILD = 0.6  # an adjective before its noun needs this much strength to be a judgement of it
LOADED = 0.8  # and "this is terror" this much, to mean the attack the article told of
FURTHEST = 15  # tokens between the two ends of one piece of evidence


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a target gets its polarity: the frame, how it came down to the target, and how sure that is."""

    frame: Frame
    words: tuple[int, ...]
    scope: Scope
    rule: str
    confidence: float
    path: tuple[str, ...] = ()
    act: str = ""
    wish: bool = False

    def via(self, step: str, confidence: float = 1.0, *words: Token) -> Cause:
        """Return the cause one step further down, by this step and these words."""
        return replace(self, path=(*self.path, step), confidence=self.confidence * confidence,
                       words=(*self.words, *(w.i for w in words)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One target with its polarity before findings on the same target are joined."""

    target: Target
    sign: int
    cause: Cause
    words: tuple[int, ...]


def find_stances(
    doc: Doc,
    quote: Quote,
    holders: Sequence[int],
    entities: Sequence[Entity],
    nested: Sequence[Quote] = (),
    referents: Referents | None = None,
) -> list[Stance]:
    """Return the stances a statement expresses, one per holder and target, in order of strength.

    ``holders`` index ``entities``; without any, rows have holder None. The content of ``nested`` quotes
    belongs to their speakers. ``referents`` saves building the article's index again for each quote.
    """
    reader = _Reader(quote, set(holders), referents or Referents(doc, entities), nested)
    rows = [_joined(reader, findings) for findings in reader.by_target().values()]
    rows.sort(key=lambda row: (-row.strength * row.confidence, row.target.name))
    return [replace(row, holder=holder) for row in rows for holder in (holders or (None,))]


class _Reader:
    """Reads one quote: finds frames in cue and content and hands attitudes on to targets."""

    def __init__(
        self, quote: Quote, holders: set[int], referents: Referents, nested: Sequence[Quote]
    ) -> None:
        self.quote, self.holders, self.referents, self.doc = quote, holders, referents, referents.doc
        inner = {i for q in nested for i in _tokens(self.doc, q.content)}
        self.said = _tokens(self.doc, quote.content) - inner
        self.cue = _tokens(self.doc, quote.cue) - self.said
        self.in_quotes = quote.kind == "direct" or self.doc.text[quote.start] in OPENING
        self.findings: list[Finding] = []

    def by_target(self) -> dict[str, list[Finding]]:
        """Return the findings grouped by the target's name."""
        for i in sorted(self.cue | self.said):
            token = self.doc[i]
            self._attitudes(token)
            if i in self.said:
                self._statements(token)
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.target.name.casefold(), []).append(finding)
        return groups

    def is_holder(self, token: Token) -> bool:
        """Return whether a token refers to who speaks: first person, the holder's mentions, "our government"."""
        if token.text.lower() in FIRST_PERSON:
            return True
        index = self.referents.entity(token)
        if index is not None:
            return index in self.holders
        if token.pos_ == "PRON" and token.text.lower() in {"he", "she", "they", "it"}:
            return not self.in_quotes and token.text.lower() != "it"
        ours = any(p.text.lower() in FIRST_PERSON for p in children(token, "nmod:poss"))
        return ours and bool(set(lemmas(token)) & word_class("@ours"))

    def _attitudes(self, token: Token) -> None:
        frames = frames_of(token, "attitude")
        scope = self._scope(token) if frames else None
        if scope is None or not self._holds(token, frames, scope):
            return
        in_cue = token.i in self.cue
        for frame in frames:
            sign = _negated(frame, scope)
            act = "promise" if scope.future and frame.act in {"support", "defend"} else ""
            cause = Cause(frame, (token.i,), scope, "cue frame" if in_cue else "attitude",
                          0.9 if in_cue else 0.8, act=act)  # fmt: skip
            if sign:
                self._apply(token, frame, sign, cause)

    def _holds(self, token: Token, frames: list[Frame], scope: Scope) -> bool:
        """Whether the holder is who has the attitude ``token`` names."""
        if token.i in self.cue:
            return True
        if token.pos_ == "ADP":
            return bool(children(token.head, "cop")) and any(self.is_holder(s) for s in subjects(token.head))
        if token.pos_ == "NOUN":
            return self._holds_noun(token)
        who = subjects(token) or (children(token, "nsubj:pass") if _is_adjective(frames) else [])
        if not who:
            return (
                scope.wish or scope.future or (token.tag_ in {"VBG", "VB", "VBN"} and self._under_cue(token))
            )
        return any(self.is_holder(s) for s in who) or self._concerns_holder(token)

    def _holds_noun(self, noun: Token) -> bool:
        if owners := children(noun, "nmod:poss"):
            return any(self.is_holder(o) for o in owners)
        if children(noun, "cop"):
            return bool(children(noun, "expl")) or any(
                self.is_holder(s) or s.text.lower() == "it" for s in subjects(noun)
            )
        governor = noun.head
        if governor.i in self.cue:
            return True
        return governor.pos_ == "VERB" and any(self.is_holder(s) for s in subjects(governor))

    def _under_cue(self, token: Token) -> bool:
        return token.head.i in self.cue and token.dep_ in CLAUSE

    def _concerns_holder(self, token: Token) -> bool:
        """ "The arrests worry us": the object has the attitude."""
        return any(o.text.lower() in FIRST_PERSON for o in objects(token))

    def _statements(self, token: Token) -> None:
        for kind, rule, confidence in (
            ("deed", "deed", 0.75),
            ("quality", "quality", 0.75),
            ("event", "event", 0.7),
        ):
            frames = frames_of(token, kind)
            if kind == "quality" and not self._judges(token):
                continue
            scope = self._scope(token) if frames else None
            for frame in frames if scope else ():
                self._state(token, frame, replace(scope), Cause(frame, (token.i,), scope, rule, confidence))
        self._wishes(token)

    def _state(self, token: Token, frame: Frame, scope: Scope, cause: Cause) -> None:
        sign = _negated(frame, scope)
        if not sign or (scope.wish and frame.kind == "deed" and frame.act != "demand"):
            return
        if frame.kind != "event":
            self._apply(token, frame, sign, cause)
        elif sign > 0 and (loaded := [v for a, v in frame.effects if a == "agent" and v in "+-"]):
            if not frames_of(token, "quality") or not is_predicate(token):
                self._to_agents(token, 1 if loaded[0] == "+" else -1, cause)

    def _judges(self, token: Token) -> bool:
        """Whether an adjective or noun says something of a target, not just which kind of thing it is."""
        if token.dep_ == "amod":
            strong = any(f.strength >= MILD for f in frames_of(token, "quality"))
            return strong and (is_definite(token.head) or bool(self.referents.agents(token.head)))
        as_noun = children(token, "cop", "nsubj") or token.dep_ in {"xcomp", "conj"} or (
            token.dep_ == "obl" and any(c.text.lower() == "as" for c in children(token, "case")))  # fmt: skip
        if token.pos_ == "NOUN":
            return bool(as_noun)
        strong = any(f.strength >= MILD for f in frames_of(token, "quality"))
        return strong or any(is_definite(t) or t.pos_ != "NOUN" for t in described(token))

    def _wishes(self, token: Token) -> None:
        """ "Velmara must stop", "we will isolate Velmara": what is called for or promised in the content."""
        if token.pos_ != "VERB" or not (frames := frames_of(token, "shift")):
            return
        scope = self._scope(token)
        if scope is None:
            return
        mine = any(self.is_holder(s) for s in subjects(token))
        if scope.wish or (scope.future and mine):
            act = "demand" if scope.wish else "promise"
            cause = Cause(frames[0], (token.i,), scope, act, 0.7, act=act)
            self._wanted(token, scope.sign, cause, 0)

    def _scope(self, token: Token) -> Scope | None:
        return scope_of(token, self.said if token.i in self.said else self.cue, self.is_holder)

    def _apply(self, token: Token, frame: Frame, sign: int, cause: Cause, depth: int = 0) -> None:
        """Give the frame's effects, turned by ``sign``, to the tokens that fill its arguments."""
        for argument, value in frame.effects:
            polarity = _value(value) * sign
            for filler in arguments(token, argument):
                if value == "wish" and not _is_wish(filler):
                    continue
                step = cause.via(f"{frame.label}: {argument}")
                if argument == "clause":
                    self._wanted(filler, polarity, step, depth + 1)
                elif frame.kind != "event":
                    self._toward(filler, polarity, step, depth + 1)

    def _toward(self, token: Token, sign: int, cause: Cause, depth: int) -> None:
        """Hand an attitude on to a noun phrase or clause and to what it is about."""
        if depth > DEEPEST:
            return
        if token.tag_ == "DT" and token.pos_ == "PRON" and token.text.lower() in {"this", "that", "these"}:
            self._to_agents(token, sign, cause)
        if token.pos_ in {"VERB", "AUX"} and token.dep_ in CLAUSE | {"conj"} and not token.ent_type_:
            self._wanted(token, sign, cause, depth)
            return
        shifts = [f for f in frames_of(token, "shift") if f.pos == "NOUN"]
        for frame in shifts:
            for argument, value in frame.effects:
                if argument == "self":
                    self._emit(token, sign, cause)
                    continue
                for filler in arguments(token, argument):
                    step = cause.via(f"{frame.label}: {value}", 0.95, token)
                    if argument == "clause":
                        self._wanted(filler, sign * _value(value), step, depth + 1)
                    else:
                        self._toward(filler, sign * _value(value), step, depth + 1)
                    if value == "same" and children(token, "nmod:poss"):
                        self._to_agents(token, sign, cause)
        if not shifts:
            self._emit(token, sign, cause)
            if any(a == "agent" for f in frames_of(token, "event") for a, _ in f.effects):
                self._to_agents(token, sign, cause)

    def _to_agents(self, event: Token, sign: int, cause: Cause) -> None:
        """An attitude to what somebody does is one to the doer; to "the attacks" alone, to their doer before."""
        agents = [t for a in self.referents.agents(event) for t in with_conjuncts(a)]
        for agent in agents:
            self._emit(agent, sign, cause.via(f"doer of {event.text}", 0.85, event))
        known = event.pos_ == "PRON" and cause.frame.strength >= LOADED
        known = known or (bool(set(lemmas(event)) & word_class("@attack")) and (
            is_definite(event) or event.tag_ == "NNS"))  # fmt: skip
        if (
            known
            and sign < 0
            and not agents
            and not children(event, "nmod")
            and (doer := self.referents.earlier_event(self._start()))
        ):
            target = self.referents.name(doer)
            step = cause.via(f"doer of the earlier {doer.head.text}", 0.6, event)
            if target and not self.is_holder(doer):
                self.findings.append(Finding(target, sign, step, step.words))

    def _start(self) -> int:
        return min(self.said | self.cue, default=0)

    def _wanted(self, verb: Token, sign: int, cause: Cause, depth: int) -> None:
        """Hand an attitude on through what is wanted (``sign`` +1) or not: "to stop X" is against X."""
        if depth > DEEPEST:
            return
        step = cause.via(f"to {verb.lemma_}", 0.95, verb)
        frames = frames_of(verb, "shift")
        if any(
            c.dep_ in {"advmod"} and c.text.lower() in {"not", "never", "n't", "n’t"} for c in verb.children
        ) and (verb.i not in cause.words):
            sign = -sign
        for frame in frames:
            for argument, value in frame.effects:
                for filler in arguments(verb, argument):
                    if argument == "clause":
                        self._wanted(filler, sign * _value(value), step, depth + 1)
                    elif argument != "subj" or sign > 0:
                        self._toward(filler, sign * _value(value), step, depth + 1)
        for frame in [] if frames else frames_of(verb, "attitude"):
            self._apply(verb, frame, sign, step, depth + 1)
        if not frames and not frames_of(verb, "attitude"):
            self._wanted_unknown(verb, sign, step, depth)
        for item in children(verb, "advcl", "conj"):
            if item.tag_ == "VBG" and item.i > verb.i:
                self._wanted(item, sign, step, depth + 1)

    def _wanted_unknown(self, verb: Token, sign: int, cause: Cause, depth: int) -> None:
        below = clauses(verb)
        for clause in below:
            self._wanted(clause, sign, cause, depth + 1)
        deeds = [f for f in frames_of(verb, "deed") if ("subj", "-") in f.effects]
        if sign < 0 and deeds:
            self._apply(verb, deeds[0], 1, cause, depth + 1)
        elif not below and not is_passive(verb) and verb.lemma_ not in LIGHT:
            for thing in objects(verb):
                self._emit(thing, sign, cause.via(f"{verb.lemma_} it", 0.6), verb)

    def _has_doer(self, token: Token, target: Target, cause: Cause) -> bool:
        """Fires accuse nobody by killing, and what needs something must be somebody for it to be a demand."""
        if cause.frame.act == "accuse":
            return target.kind in AGENTIVE or (target.kind == "event" and "@civilian" not in cause.frame.label)
        needy = (self.referents.name(s) for s in subjects(self.doc[cause.words[0]]))
        return any(t is not None and t.kind in AGENTIVE - {"person"} for t in needy)

    def _emit(self, token: Token, sign: int, cause: Cause, verb: Token | None = None) -> None:
        target = None if self.is_holder(token) else self.referents.name(token)
        if target is None:
            return
        if verb is not None and target.kind != "issue":
            return
        if len(cause.path) > 1 and token.i not in self.said and token.i not in self.cue:
            return
        if _needs_doer(cause.frame) and not cause.path[1:] and not self._has_doer(token, target, cause):
            return
        index = self.referents.entity(token)
        if index is None or index not in self.holders:
            words = tuple(t.i for t in (token, *children(token, "flat", "compound", "amod", "nmod:poss")))
            self.findings.append(Finding(target, sign, cause, (*cause.words, *words)))


def _needs_doer(frame: Frame) -> bool:
    return frame.kind == "deed" and frame.act in {"accuse", "demand"}


def _tokens(doc: Doc, content: Sequence[Span]) -> set[int]:
    """Return the indexes of the tokens inside the spans."""
    out: set[int] = set()
    for start, end in content:
        span = doc.char_span(start, end, alignment_mode="expand")
        out |= {t.i for t in span or () if not t.text.isspace()}
    return out


def _is_adjective(frames: list[Frame]) -> bool:
    """Whether participles such as "opposed to" are read as adjectives: their passive subject has the attitude."""
    return any(frame.pos == "ADJ" for frame in frames)


def _value(value: str) -> int:
    return -1 if value in {"-", "flip"} else 1


def _negated(frame: Frame, scope: Scope) -> int:
    """Return +1, -1 or 0: what negation leaves of a frame. Not condemning is no support, not opposing some."""
    if scope.sign > 0:
        return 1
    values = {v for _, v in frame.effects}
    if frame.kind == "attitude" and "-" in values:
        return -1 if frame.act == "oppose" else 0
    return -1


def _is_wish(verb: Token) -> bool:
    """Whether a that-clause is wished for, not stated: "insist that it release them", "that it must"."""
    bare = verb.tag_ == "VBP" and any(s.tag_ in {"NN", "NNP"} for s in children(verb, "nsubj"))
    return (
        verb.tag_ == "VB"
        or bare
        or any(a.text.lower() in {"must", "should", "be"} for a in children(verb, "aux", "aux:pass"))
    )


def _joined(reader: _Reader, findings: list[Finding]) -> Stance:
    """Return one row for what was found on one target: the weightier sign, or 0 where both weigh the same."""
    weight = {
        sign: sum(_strength(f) * f.cause.confidence for f in findings if f.sign == sign) for sign in (-1, 1)
    }
    mixed = min(weight.values()) > 0.75 * max(weight.values())
    sign: Polarity = 0 if mixed else 1 if weight[1] > weight[-1] else -1
    same = [f for f in findings if f.sign == sign or mixed]
    best = max(same, key=lambda f: f.cause.confidence * _strength(f))
    cause = best.cause
    evidence = sorted({span for f in same[:4] for span in _evidence(reader.doc, f.words)})
    return Stance(
        holder=None,
        target=best.target,
        polarity=sign,
        strength=round(max(_strength(f) for f in same), 2),
        act=cause.act or cause.frame.act,
        commitment=cause.scope.commitment,
        basis=" > ".join(cause.path or (cause.frame.label,)),
        evidence=tuple(evidence),
        rule=cause.rule,
        confidence=round(min(0.95, cause.confidence), 2),
    )


def _strength(finding: Finding) -> float:
    hedge = {"certain": 1.0, "probable": 0.8, "possible": 0.6, "conditional": 0.6}[
        finding.cause.scope.commitment
    ]
    turned = 0.7 if finding.cause.scope.sign < 0 else 1.0
    return min(1.0, finding.cause.frame.strength * finding.cause.scope.factor * hedge * turned)


def _evidence(doc: Doc, words: Sequence[int]) -> list[Span]:
    """Return the spans that cover the words, joined where they stand close together in one sentence."""
    groups: list[list[int]] = []
    for i in sorted(set(words)):
        if (
            groups
            and i - groups[-1][-1] <= FURTHEST
            and not any(t.is_sent_start for t in doc[groups[-1][-1] + 1 : i])
        ):
            groups[-1].append(i)
        else:
            groups.append([i])
    return [Span(doc[g[0]].idx, doc[g[-1]].idx + len(doc[g[-1]])) for g in groups]
