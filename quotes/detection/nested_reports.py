"""Reports inside reports: "Lind wrote that Holm had told her the dam was safe" is Lind's statement and Holm's, too.

The corpus that the weights were learned on marks the outer report alone, so that they give the inner one nothing.
Here grammar and the cue lexicon decide: a finite verb of speech inside a content, with a clause of its own and a
subject that is neither the outer source nor the speaker in the first person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quotes.detection.cue_lexicon import CueLexicon
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.detection.readings import readings_by_cue

PATTERNS = ("ccomp", "parenthesis")  # the cue reports a clause
NESTED = ", nested"  # ends the rule of such a report
LEAST = 0.4  # probability of the cue by the lexicon: that of "said" inside quotation marks
CONFIDENCE = 0.7
THOUGHT = frozenset(["think", "believe", "hope"])  # the outer speaker's own: "Lind said she hoped"
FINITE = frozenset(["VBD", "VBZ", "VBP"])
OWN = frozenset(["i", "we", "you"])


def nested_reports(quoted: QuotationIndex, drafts: Sequence[QuoteDraft], cues: CueLexicon) -> Iterator[QuoteDraft]:
    """Yield the reports that stand in the content of one of the drafts and are none of them."""
    known = {i for draft in drafts for i in draft.cue}
    for readings in readings_by_cue(quoted, cues):
        candidate, best = max(readings, key=lambda reading: reading[1].confidence)
        cue = quoted.doc[candidate.cue]
        if candidate.cue in known or best.confidence < LEAST or not candidate.pattern.startswith(PATTERNS):
            continue
        if not cues.speaks(candidate.lemma, cue.lower_) or not _is_finite(quoted, candidate.cue):
            continue
        outer = [d for d in drafts if candidate.cue in d.content and best.source and best.source <= d.content]
        first_person = any(quoted.doc[i].lower_ in OWN for i in best.source)
        own_thought = candidate.lemma in THOUGHT and all(quoted.doc[i].pos_ == "PRON" for i in best.source)
        if outer and not own_thought and not first_person and len(best.content) > 1:
            yield QuoteDraft(best.cue, best.source, set(best.content), best.rule + NESTED, CONFIDENCE)


def _is_finite(quoted: QuotationIndex, i: int) -> bool:
    """Return whether a verb tells what was said: "had said", not "to say" or "would say"."""
    verb = quoted.doc[i]
    auxiliaries = {c.lemma_.lower() for c in verb.children if c.dep_ == "aux"}
    return verb.tag_ in FINITE or (verb.tag_ in ("VBN", "VBG") and bool(auxiliaries) and auxiliaries <= {"have", "be"})
