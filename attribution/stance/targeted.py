"""Polarity toward one given target in a text: by whoever judges it there, or by one given holder.

Frames and, where it is there, a learned model (``attribution.stance.classifier``) decide together: the model's
probabilities are weighed with what the frames found. The frames are those of ``attribution.stance.find``; here the
question is what a text says of *this* mention. Without a holder every attitude in the text counts, whoever has it, as
in NewsMTSC (Hamborg and Donnay 2021); with one, only the holder's: attitudes whose subject the holder is, and what the
holder is quoted with, as in directed sentiment (Park et al. 2021).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc, Token

from attribution.stance.composition import Composer
from attribution.stance.evidence import Cause, Finding
from attribution.stance.factuality import Factuality, factuality_of
from attribution.stance.find import FAINT, weigh
from attribution.stance.frames import Frame
from attribution.stance.holder import HolderStatement, tokens_in
from attribution.stance.target_anaphora import meanings
from attribution.stance.targets import Referents
from attribution.types import Analysis, Polarity, Target
from quotes.syntax import children
from quotes.types import Quote, Span

if TYPE_CHECKING:  # it takes torch, which a parse kept in a file does without
    from attribution.stance.classifier import PolarityModel

FULL = 1.0  # more weight than this says no more
WORTH = 3.0  # log-odds that frames of full weight add to the model's; chosen on NewsMTSC's devtest_mt
LEARNED = "learned"


class PolarityJudgement(NamedTuple):
    """For (+1), against (-1) or neither; ``score`` from -1 to 1; ``basis`` says by which frames, or "learned"."""

    polarity: Polarity
    score: float
    basis: str


class TargetPolarity:
    """A parsed and analysed text, asked about its targets one after another."""

    def __init__(self, doc: Doc, analysis: Analysis, model: PolarityModel | None = None) -> None:
        self.doc, self.analysis, self.model = doc, analysis, model
        self.referents = Referents(doc, analysis.entities)
        self.referents.listen(
            [a.quote for a in analysis.attributions], [[s.entity for s in a.speakers] for a in analysis.attributions]
        )

    def judge(self, target: Span, holder: Span | None = None) -> PolarityJudgement:
        """Return the polarity toward the words at ``target``, by the words at ``holder`` or by anybody."""
        target_tokens = self._tokens(target)
        if holder is None:
            findings = TargetedComposer(AnyHolder(self._whole_text(), (), self.referents, ()), target_tokens).read()
        else:
            findings = self._findings_of(self._tokens(holder), target_tokens)
        by_frames = _judgement(findings)
        return joined(by_frames, self.model.judge(self.doc.text, target, holder)) if self.model else by_frames

    def _whole_text(self) -> Quote:
        """The text as one quote, which says all of it."""
        return Quote("direct", (Span(0, len(self.doc.text)),), (), (), "text", 1.0)

    def _tokens(self, span: Span) -> frozenset[int]:
        """The tokens of a mention, and of the other mentions of the same entity: one "Trump" is the next."""
        here = tokens_in(self.doc, (span,))
        known = {index for i in here if (index := self.referents.entity(self.doc[i])) is not None}
        for index in known:
            for mention in self.analysis.entities[index].mentions:
                here |= tokens_in(self.doc, (mention.span,))
        return frozenset(here)

    def _findings_of(self, holder: frozenset[int], target: frozenset[int]) -> list[Finding]:
        """Findings on the target in what the text tells of the holder, and in what the holder is quoted with."""
        told = GivenHolder(self._whole_text(), holder, self.referents)
        findings = TargetedComposer(told, target, states=False).read()
        for attribution in self.analysis.attributions:
            holders = [speaker.entity for speaker in attribution.speakers]
            mentions = [m.span for h in holders for m in self.analysis.entities[h].mentions]
            if holder & tokens_in(self.doc, (*attribution.quote.source, *mentions)):
                quoted = HolderStatement(attribution.quote, holders, self.referents, ())
                findings += TargetedComposer(quoted, target).read()
        return findings


class AnyHolder(HolderStatement):
    """A text of which all attitudes and statements count, whoever has or says them."""

    def factuality(self, token: Token) -> Factuality | None:
        """Return how the text claims ``token``; inner speech counts."""
        return factuality_of(token, self.said, self.cue, lambda _: True)

    def is_holders_attitude(self, token: Token, frames: Sequence[Frame], factuality: Factuality) -> bool:
        """Return True, for somebody has the attitude; but "with" and "for" take sides as predicates only."""
        return token.pos_ != "ADP" or bool(children(token.head, "cop"))


class GivenHolder(HolderStatement):
    """A text of which the attitudes of one holder, given by tokens, count."""

    def __init__(self, quote: Quote, tokens: frozenset[int], referents: Referents) -> None:
        super().__init__(quote, (), referents, ())
        self.tokens = tokens

    def factuality(self, token: Token) -> Factuality | None:
        """Return how the text claims ``token``: that of whoever reports it."""
        return factuality_of(token, self.said, self.cue, lambda _: True)

    def is_holder(self, token: Token) -> bool:
        """Return whether the token is one of the holder's."""
        return token.i in self.tokens

    def speaks_for(self, token: Token) -> bool:
        """Return False: who the holder is has been said."""
        return False


class TargetedComposer(Composer):
    """Composes frames like any ``Composer``, and keeps the findings on the given target.

    ``states`` is false where the text is not the holder's: then the holder's attitudes count, not what the text states.
    """

    def __init__(self, statement: HolderStatement, target: frozenset[int], states: bool = True) -> None:
        super().__init__(statement)
        self.target, self.states = target, states

    def _is_stated(self, token: Token) -> bool:
        return self.states and super()._is_stated(token)

    def _emit(self, token: Token, sign: int, cause: Cause) -> None:
        hit = token.i in self.target
        if not hit and token.pos_ == "PRON" and self.statement.holders:
            names = {self.referents.entities[e].name for i in self.target
                     if (e := self.referents.entity(self.statement.doc[i])) is not None}  # fmt: skip
            hit = any(name.name in names for name, _ in meanings(token, cause, self.statement))
        if hit:
            self.findings.append(Finding(Target("", "issue", None), sign, cause, cause.words))

    def _note(self, token: Token, target: Target, sign: int, cause: Cause) -> None:
        self._emit(token, sign, cause)


def joined(frames: PolarityJudgement, learned: tuple[float, float, float]) -> PolarityJudgement:
    """Return one judgement of the frames' and of the model's probabilities of against, neither and for."""
    against, neither, favour = (math.log(max(share, 1e-6)) for share in learned)
    against, favour = against - WORTH * frames.score, favour + WORTH * frames.score
    weights = [math.exp(value) for value in (against, neither, favour)]
    best = weights.index(max(weights))
    score = round((weights[2] - weights[0]) / sum(weights), 2)
    polarity: Polarity = 1 if best == 2 else -1 if best == 0 else 0
    if not polarity:
        return PolarityJudgement(0, score, "")
    return PolarityJudgement(polarity, score, frames.basis if frames.polarity == polarity else LEARNED)


def _judgement(findings: Sequence[Finding]) -> PolarityJudgement:
    weight = {sign: sum(weigh(f) for f in findings if f.sign == sign) for sign in (-1, 1)}
    score = max(-FULL, min(FULL, weight[1] - weight[-1]))
    if abs(score) < FAINT:
        return PolarityJudgement(0, 0.0, "")
    polarity: Polarity = 1 if score > 0 else -1
    best = max((f for f in findings if f.sign == polarity), key=weigh)
    return PolarityJudgement(polarity, round(score, 2), " > ".join(best.cause.path or (best.cause.frame.label,)))
