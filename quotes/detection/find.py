"""Doc to quotes: direct, indirect and mixed statements, each with its cue and source.

Candidates come from the parse (``cue_candidates``); learned weights (``span_selection``) or the cue
lexicon (``cue_lexicon``) say which to trust; quotation marks decide where quoted content begins and ends
(``quotation_marks``); what the parse gave to nobody goes to the cue beside it (``unattached_quotations``).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from quotes.detection.cue_lexicon import Lexicon, lexicon
from quotes.detection.introductions import introduced, told_of
from quotes.detection.layouts import layouts
from quotes.detection.nested_reports import nested_reports
from quotes.detection.quote_builder import Draft, Quoted, to_quote
from quotes.detection.readings import readings_by_cue
from quotes.detection.span_selection import drafts as learned_drafts
from quotes.detection.span_selection import learned
from quotes.detection.unattached_quotations import Earlier, cue_beside, floating, stands_alone
from quotes.types import Quote


def find_quotes(doc: Doc, rules: bool = False) -> list[Quote]:
    """Return the attribution relations of a parsed article, in order of their content.

    ``rules`` leaves the learned weights out: the cue lexicon alone decides.
    """
    quoted, cues = Quoted(doc), lexicon()
    model = None if rules else learned(quoted.hints is not None)
    found = learned_drafts(quoted, model) if model else _by_lexicon(quoted, cues)
    drafts = [*layouts(quoted), *found]
    drafts = [d for d in drafts if not _is_part(doc, d, drafts, cues)]
    _add_uncovered(quoted, drafts, cues)
    drafts += list(nested_reports(quoted, drafts, cues))
    quotes = {q for d in drafts if (q := to_quote(quoted, d))}
    return sorted(quotes, key=lambda q: (q.content, q.cue))


def _by_lexicon(quoted: Quoted, cues: Lexicon) -> Iterator[Draft]:
    """Yield the reading of each cue that the lexicon thinks likeliest, where it believes it."""
    for readings in readings_by_cue(quoted, cues):
        best = max((draft for _, draft in readings), key=lambda d: d.confidence)
        if best.confidence >= cues.threshold:
            yield best


def _is_part(doc: Doc, d: Draft, drafts: list[Draft], cues: Lexicon) -> bool:
    """Return whether a draft adds nothing to another.

    It repeats a verb of what the same source reports ("rebuild" in "vowed to rebuild"), or says
    "reportedly" of what another one attributes.
    """
    cue = next((doc[i] for i in sorted(d.cue) if doc[i].pos_ == "VERB"), None)
    if d.rule.startswith("adv "):
        return any(other is not d and d.content <= other.content | other.cue for other in drafts)
    if cue is None or not d.source or cue.dep_ not in ("xcomp", "conj") or cues.speaks(cue.lemma_.lower(), cue.lower_):
        return False
    return any(other.source == d.source and cue.i in other.content for other in drafts)


def _add_uncovered(quoted: Quoted, drafts: list[Draft], cues: Lexicon) -> None:
    """Give each quotation that nothing covers to a cue beside it, or to the statement it goes on with."""
    covered = {quoted.of[i] for d in drafts for i in d.content if not d.cue or quoted.of[min(d.cue)] != quoted.of[i]}
    by_cue = {i: d for d in reversed(drafts) for i in d.cue}
    earlier = Earlier(quoted, drafts)
    for k, tokens in quoted:
        if k in covered:
            continue
        beside = introduced(quoted, tokens) or cue_beside(quoted, tokens, cues)
        if beside is None and not stands_alone(quoted, k):
            continue
        known = next((by_cue[i] for i in beside.cue if i in by_cue), None) if beside else earlier.continued_by(tokens)
        if known is None:
            known = beside or told_of(quoted, tokens, frozenset(by_cue)) or floating(tokens)
            drafts.append(known)
            by_cue.update(dict.fromkeys(known.cue, known))
        known.content.update(tokens)
        earlier.add(known)
