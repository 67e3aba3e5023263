"""Doc to quotes: direct, indirect and mixed statements, each with its cue and source.

Candidates come from the parse (``quotes.candidates``); the cue lexicon says which to trust
(``quotes.cues``); quotation marks decide where quoted content begins and ends (``quotes.marks``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from spacy.tokens import Doc

from quotes.beside import Earlier, cue_beside, floating, nominal_beside, stands_alone, unquoted_phrase
from quotes.candidates import Candidate, candidates
from quotes.cues import Lexicon, lexicon
from quotes.draft import Draft, Quoted, to_quote
from quotes.layouts import layouts
from quotes.model import Quote
from quotes.rank import features, ranker

LIGHT = frozenset({"aux", "aux:pass", "advmod", "cop"})


def find_quotes(doc: Doc, rules: bool = False) -> list[Quote]:
    """Return the attribution relations of a parsed article, in order of their content.

    ``rules`` leaves the learned ranking out: the cue lexicon alone decides.
    """
    quoted, cues = Quoted(doc), lexicon()
    learned = None if rules else ranker()
    drafts = layouts(quoted)
    for readings in _by_cue(quoted, cues):
        if learned:
            for c, draft in readings:
                # The corpus marks few nouns; "her claim that" is a report all the same.
                least = draft.confidence if c.pattern == "n:that" and c.source else 0.0
                draft.confidence = max(least, learned.probability(features(quoted, c, draft, cues)))
        best = max((draft for _, draft in readings), key=lambda d: d.confidence)
        if best.confidence >= (learned or cues).threshold:
            drafts.append(best)
    drafts = [d for d in drafts if not _is_part(doc, d, drafts, cues)]
    _add_uncovered(quoted, drafts, cues)
    quotes = {q for d in drafts if (q := to_quote(quoted, d))}
    return sorted(quotes, key=lambda q: (q.content, q.cue))


Readings = list[tuple[Candidate, Draft]]


def _by_cue(quoted: Quoted, cues: Lexicon) -> Iterator[Readings]:
    """Yield the readings of each possible cue, with the lexicon's own lemma and its prior probability."""
    for i, group in groupby(candidates(quoted.doc), key=lambda c: c.cue):
        readings = []
        for c in group:
            c = c._replace(lemma=cues.known(c.lemma, quoted.doc[i].lower_))
            prior = cues.probability(c.lemma, c.pattern, quoted.of[i] >= 0)
            if draft := from_candidate(quoted, c, prior):
                readings.append((c, draft))
        if readings:
            yield readings


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


def from_candidate(quoted: Quoted, c: Candidate, probability: float) -> Draft | None:
    """Return the candidate with its content widened to whole quotations and kept inside the cue's own one."""
    doc, own = quoted.doc, quoted.of[c.cue]
    content = {i for i in c.content if not doc[i].is_space and (own < 0 or quoted.of[i] == own)}
    for k in {quoted.of[i] for i in content} - {own, -1}:
        content.update(quoted.whole(k))
    source = _source(quoted, c, content) - content
    content -= source | {c.cue}
    content = _without_strays(quoted, content)
    if not any(doc[i].is_alpha for i in content):
        return None
    return Draft(_cue(doc, c), source, content, f"{c.pattern} {c.lemma}", probability)


def _source(quoted: Quoted, c: Candidate, content: set[int]) -> frozenset[int]:
    """Return the candidate's source, or where it lies inside what is quoted, the name beside the cue."""
    cue = quoted.doc[c.cue]
    if quoted.of[c.cue] >= 0 or cue.pos_ != "VERB" or not c.pattern.startswith(("ccomp", "para")):
        return c.source
    lost = any(quoted.of[i] >= 0 and i in content for i in c.source)
    missing = not c.source and any(quoted.of[i] >= 0 for i in content)
    return unquoted_phrase(quoted, nominal_beside(quoted, cue), cue) if lost or missing else c.source


def _without_strays(quoted: Quoted, content: set[int]) -> set[int]:
    """Drop unquoted words that the parser hung on a quoted sentence, but that stand apart from it."""
    if not any(quoted.is_sentence(k) for k in {quoted.of[i] for i in content} - {-1}):
        return content
    return {i for i in content if quoted.of[i] >= 0}


def _cue(doc: Doc, c: Candidate) -> frozenset[int]:
    """Return the cue word with its auxiliaries, negation and particle, as far as they touch it."""
    token, near = doc[c.cue], {c.cue}
    if token.lower_ == "according":
        return frozenset({c.cue, min(c.cue + 1, len(doc) - 1)})
    light = {t.i for t in token.children if t.dep_ in LIGHT and t.i < c.cue}
    while min(near) - 1 in light:
        near.add(min(near) - 1)
    near |= {t.i for t in token.children if t.dep_ == "compound:prt"}
    return frozenset(near - c.content - c.source)


def _add_uncovered(quoted: Quoted, drafts: list[Draft], cues: Lexicon) -> None:
    """Give each quotation that nothing covers to a cue beside it, or to the statement it goes on with."""
    covered = {quoted.of[i] for d in drafts for i in d.content if not d.cue or quoted.of[min(d.cue)] != quoted.of[i]}
    by_cue = {i: d for d in reversed(drafts) for i in d.cue}
    earlier = Earlier(quoted, drafts)
    for k, tokens in quoted:
        if k in covered:
            continue
        beside = cue_beside(quoted, tokens, cues)
        if beside is None and not stands_alone(quoted, k):
            continue
        known = next((by_cue[i] for i in beside.cue if i in by_cue), None) if beside else earlier.continued_by(tokens)
        if known is None:
            known = beside or floating(tokens)
            drafts.append(known)
            by_cue.update(dict.fromkeys(known.cue, known))
        known.content.update(tokens)
        earlier.add(known)
