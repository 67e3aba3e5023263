"""Doc to quotes: direct, indirect and mixed statements, each with its cue and source.

Candidates come from the parse (``cue_candidates``); learned weights (``span_selection``) or the cue
lexicon (``cue_lexicon``) say which to trust; quotation marks decide where quoted content begins and ends
(``quotation_marks``); what the parse gave to nobody goes to the cue beside it (``unattached_quotations``).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from quotes.detection.cue_lexicon import CueLexicon, lexicon
from quotes.detection.introductions import blocks, introduced, responses, told_of, told_per
from quotes.detection.layouts import layout_drafts
from quotes.detection.nested_reports import nested_reports
from quotes.detection.ownership import settled
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft, to_quote
from quotes.detection.readings import readings_by_cue
from quotes.detection.span_selection import DECLARED, selected_drafts, selection_model
from quotes.detection.unattached_quotations import (
    EarlierStatements,
    cue_beside,
    floating,
    goes_on_after_cue,
    stands_alone,
)
from quotes.types import Quote


def find_quotes(doc: Doc, rules: bool = False) -> list[Quote]:
    """Return the attribution relations of a parsed article, in order of their content.

    ``rules`` leaves the learned weights out: the cue lexicon alone decides.
    """
    quoted, cues = QuotationIndex(doc), lexicon()
    model = None if rules else selection_model(quoted.hints is not None)
    found = selected_drafts(quoted, model) if model else _by_lexicon(quoted, cues)
    drafts = [*layout_drafts(quoted), *found]
    drafts = [d for d in drafts if not _adds_nothing(doc, d, drafts, cues)]
    drafts = settled(quoted, [*drafts, *responses(quoted)], cues)
    _add_uncovered(quoted, drafts, cues)
    drafts += told_per(quoted)
    drafts += list(blocks(quoted, frozenset(i for d in drafts for i in d.cue), cues))
    drafts += list(nested_reports(quoted, drafts, cues))
    quotes = {q for d in drafts if (q := to_quote(quoted, d))}
    return sorted(quotes, key=lambda q: (q.content, q.cue))


def _by_lexicon(quoted: QuotationIndex, cues: CueLexicon) -> Iterator[QuoteDraft]:
    """Yield the reading of each cue that the lexicon thinks likeliest, where it believes it."""
    for readings in readings_by_cue(quoted, cues):
        best = max((draft for _, draft in readings), key=lambda d: d.confidence)
        if best.confidence >= cues.threshold:
            yield best


def _adds_nothing(doc: Doc, d: QuoteDraft, drafts: list[QuoteDraft], cues: CueLexicon) -> bool:
    """Return whether a draft adds nothing to another.

    It repeats a verb of what the same source reports ("rebuild" in "vowed to rebuild"), says "reportedly" of what
    another one attributes, or is a mere "I hope" in a turn of a transcript, whose speaker has said it all.
    """
    if d.rule.endswith(DECLARED) and any(o.rule.startswith("layout") and d.content <= o.content for o in drafts):
        return True
    cue = next((doc[i] for i in sorted(d.cue) if doc[i].pos_ == "VERB"), None)
    if d.rule.startswith("adv "):
        return any(other is not d and d.content <= other.content | other.cue for other in drafts)
    if cue is None or not d.source or cue.dep_ not in ("xcomp", "conj") or cues.speaks(cue.lemma_.lower(), cue.lower_):
        return False
    return any(other.source == d.source and cue.i in other.content for other in drafts)


def _add_uncovered(quoted: QuotationIndex, drafts: list[QuoteDraft], cues: CueLexicon) -> None:
    """Give each quotation that nothing covers to a cue beside it, or to the statement it goes on with."""
    covered = _covered(quoted, drafts)
    by_cue = {i: d for d in reversed(drafts) for i in d.cue}
    earlier = EarlierStatements(quoted, drafts)
    for k, tokens in quoted:
        if k in covered:
            continue
        beside = introduced(quoted, tokens) or cue_beside(quoted, tokens, cues)
        if beside is not None:
            draft = next((by_cue[i] for i in beside.cue if i in by_cue), beside)
        elif (without_cue := _without_cue(quoted, k, earlier, frozenset(by_cue))) is not None:
            draft = without_cue
        else:
            continue
        if all(draft is not other for other in drafts):
            drafts.append(draft)
            by_cue.update(dict.fromkeys(draft.cue, draft))
        draft.content.update(tokens)
        earlier.add(draft)


def _without_cue(
    quoted: QuotationIndex, k: int, earlier: EarlierStatements, known: frozenset[int]
) -> QuoteDraft | None:
    """Return the statement that a quotation without a cue goes on with, or one of its own; None for a mere phrase."""
    tokens = quoted.tokens_of(k)
    if stands_alone(quoted, k):
        return earlier.continued_by(tokens) or told_of(quoted, tokens, known) or floating(tokens)
    return earlier.continued_by(tokens) if goes_on_after_cue(quoted, k, known) else None


def _covered(quoted: QuotationIndex, drafts: list[QuoteDraft]) -> set[int]:
    """Return the quotations that some draft reports words of, unless its cue stands in the same quotation."""
    number = quoted.quotation_of
    return {number[i] for d in drafts for i in d.content if not d.cue or number[min(d.cue)] != number[i]}
