"""Readings of a possible cue: what grammar says it reports, with content and source as far as they can be its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from spacy.tokens import Doc

from quotes.detection.cue_candidates import CueCandidate, cue_candidates
from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.detection.unattached_quotations import nominal_beside, unquoted_phrase

CUE_AUXILIARIES = frozenset({"aux", "aux:pass", "advmod", "cop"})

Readings = list[tuple[CueCandidate, QuoteDraft]]


def readings_by_cue(quoted: QuotationIndex, cues: CueLexicon) -> Iterator[Readings]:
    """Yield the readings of each possible cue, with the lexicon's own lemma and its prior probability."""
    for i, group in groupby(cue_candidates(quoted.doc), key=lambda c: c.cue):
        readings = []
        for c in group:
            c = c._replace(lemma=cues.known(c.lemma, quoted.doc[i].lower_))
            prior = cues.probability(c.lemma, c.pattern, quoted.quotation_of[i] >= 0)
            if draft := draft_from_candidate(quoted, c, prior):
                readings.append((c, draft))
        if readings:
            yield readings


def draft_from_candidate(quoted: QuotationIndex, c: CueCandidate, probability: float) -> QuoteDraft | None:
    """Return the candidate with its content widened to whole quotations and kept inside the cue's own one."""
    doc, own = quoted.doc, quoted.quotation_of[c.cue]
    content = {i for i in c.content if not doc[i].is_space and (own < 0 or quoted.quotation_of[i] == own)}
    for k in {quoted.quotation_of[i] for i in content} - {own, -1}:
        content.update(quoted.tokens_of(k))
    source = _source(quoted, c, content) - content
    content -= source | {c.cue}
    content = _without_strays(quoted, content)
    if not any(doc[i].is_alpha for i in content):
        return None
    return QuoteDraft(cue_words(doc, c), source, content, f"{c.pattern} {c.lemma}", probability)


def _source(quoted: QuotationIndex, c: CueCandidate, content: set[int]) -> frozenset[int]:
    """Return the candidate's source, or where it lies inside what is quoted, the name beside the cue."""
    cue = quoted.doc[c.cue]
    if quoted.quotation_of[c.cue] >= 0 or cue.pos_ != "VERB" or not c.pattern.startswith(("ccomp", "para")):
        return c.source
    lost = any(quoted.quotation_of[i] >= 0 and i in content for i in c.source)
    missing = not c.source and any(quoted.quotation_of[i] >= 0 for i in content)
    return unquoted_phrase(quoted, nominal_beside(quoted, cue), cue) if lost or missing else c.source


def _without_strays(quoted: QuotationIndex, content: set[int]) -> set[int]:
    """Drop unquoted words that the parser hung on a quoted sentence, but that stand apart from it."""
    if not any(quoted.is_sentence(k) for k in {quoted.quotation_of[i] for i in content} - {-1}):
        return content
    return {i for i in content if quoted.quotation_of[i] >= 0}


def cue_words(doc: Doc, c: CueCandidate) -> frozenset[int]:
    """Return the cue word with its auxiliaries, negation and particle, as far as they touch it."""
    token, near = doc[c.cue], {c.cue}
    if token.lower_ == "according":
        return frozenset({c.cue, min(c.cue + 1, len(doc) - 1)})
    light = {t.i for t in token.children if t.dep_ in CUE_AUXILIARIES and t.i < c.cue}
    while min(near) - 1 in light:
        near.add(min(near) - 1)
    near |= {t.i for t in token.children if t.dep_ == "compound:prt"}
    return frozenset(near - c.content - c.source)
