"""Stances of one statement: who is for or against what, how strongly, by which words. No words, no row.

The lexicon's frames (``frames.tsv``) are composed over the dependency parse. Frames of the cue speak for the
source ("condemned the attacks"); inside the content, attitudes count where the holder is their subject,
deeds and qualities wherever the holder states them. Verbs that merely report ("claimed") decide nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from attribution.coreference.pronouns import PronounResolver
from attribution.stance.composition import Composer
from attribution.stance.evidence import Finding
from attribution.stance.holder import HolderStatement
from attribution.stance.targets import Referents
from attribution.types import Entity, Polarity, Stance
from quotes.types import Quote, Span, Spans

FAINT = 0.22  # strength times confidence below this is no stance
BALANCED = 0.75  # the lighter side weighs at least this much of the heavier one: mixed
FURTHEST = 15  # tokens between two words of one piece of evidence
HEDGED = {"certain": 1.0, "probable": 0.8, "possible": 0.6, "conditional": 0.6}
TURNED = 0.7  # "does not support" is weaker than "opposes"


def find_all_stances(
    doc: Doc,
    quotes: Sequence[Quote],
    holders: Sequence[Sequence[int]],
    entities: Sequence[Entity],
    pronouns: PronounResolver | None = None,
) -> list[tuple[Stance, ...]]:
    """Return the stances of each quote of an article; ``holders`` has the entity indexes for each quote.

    ``pronouns`` is the resolver that found the speakers and so knows them; without one it is made of the ``holders``.
    """
    referents = Referents(doc, entities, pronouns)
    if pronouns is None:
        referents.listen(quotes, holders)
    inner = _inside_each(quotes)
    found = [
        find_stances(doc, quote, who, entities, [quotes[i] for i in within], referents)
        for quote, who, within in zip(quotes, holders, inner, strict=True)
    ]
    told = [{(row.holder, row.target.name) for row in rows} for rows in found]
    return [
        tuple(r for r in rows if not any((r.holder, r.target.name) in told[i] for i in within))
        for rows, within in zip(found, inner, strict=True)
    ]


def _inside_each(quotes: Sequence[Quote]) -> list[list[int]]:
    """Return for each quote the indexes of those whose content is part of its own, and smaller."""
    sizes = [sum(span.end - span.start for span in quote.content) for quote in quotes]
    by_start = sorted((quote.start, i) for i, quote in enumerate(quotes))
    found = []
    for size, quote in zip(sizes, quotes, strict=True):
        first, last = bisect_left(by_start, (quote.start, 0)), bisect_left(by_start, (quote.end + 1, 0))
        within = sorted(i for _, i in by_start[first:last] if sizes[i] < size)
        found.append([i for i in within if _is_part(quotes[i], quote)])
    return found


def _is_part(inner: Quote, outer: Quote) -> bool:
    return all(any(span.covers(part) for span in outer.content) for part in inner.content)


def find_stances(
    doc: Doc,
    quote: Quote,
    holders: Sequence[int],
    entities: Sequence[Entity],
    nested: Sequence[Quote] = (),
    referents: Referents | None = None,
) -> list[Stance]:
    """Return the stances a statement expresses, one per holder and target, the strongest first.

    ``holders`` index ``entities``; without any, rows have holder None. The content of ``nested`` quotes
    belongs to their speakers. ``referents`` (``Referents(doc, entities)``) saves building the article's
    index again for each of its quotes.
    """
    statement = HolderStatement(quote, holders, referents or Referents(doc, entities), nested)
    groups: dict[str, list[Finding]] = {}
    for finding in Composer(statement).read():
        groups.setdefault(finding.target.name.casefold(), []).append(finding)
    rows = [_joined(doc, findings) for findings in groups.values()]
    rows = [row for row in rows if row.strength * row.confidence >= FAINT]
    rows.sort(key=lambda row: (-row.strength * row.confidence, row.target.name))
    return [replace(row, holder=holder) for row in rows for holder in (holders or (None,))]


def _joined(doc: Doc, findings: Sequence[Finding]) -> Stance:
    """Return one row for one target's findings: the weightier sign, 0 where both weigh about the same."""
    weight = {sign: sum(weigh(f) for f in findings if f.sign == sign) for sign in (-1, 1)}
    mixed = min(weight.values()) > BALANCED * max(weight.values())
    polarity: Polarity = 0 if mixed else 1 if weight[1] > weight[-1] else -1
    same = [f for f in findings if mixed or f.sign == polarity]
    best = max(same, key=weigh)
    evidence = _merged(span for f in same[:4] for span in _evidence(doc, f.words))
    return Stance(
        holder=None,
        target=best.target,
        polarity=polarity,
        strength=round(max(_strength(f) for f in same), 2),
        act=best.cause.act,
        commitment=best.cause.factuality.commitment,
        basis=" > ".join(best.cause.path or (best.cause.frame.label,)),
        evidence=evidence,
        rule=best.cause.rule,
        confidence=round(best.cause.confidence, 2),
    )


def weigh(finding: Finding) -> float:
    return _strength(finding) * finding.cause.confidence


def _strength(finding: Finding) -> float:
    factuality = finding.cause.factuality
    strength = finding.cause.frame.strength * factuality.factor * HEDGED[factuality.commitment]
    return min(1.0, strength * (TURNED if factuality.sign < 0 else 1.0))


def _evidence(doc: Doc, words: Sequence[int]) -> list[Span]:
    """Return the spans that cover the words, joined where they stand close together in one sentence."""
    groups: list[list[int]] = []
    for i in sorted(set(words)):
        if groups and i - groups[-1][-1] <= FURTHEST and not _breaks(doc, groups[-1][-1], i):
            groups[-1].append(i)
        else:
            groups.append([i])
    return [Span(doc[g[0]].idx, doc[g[-1]].idx + len(doc[g[-1]])) for g in groups]


def _merged(found: Iterable[Span]) -> Spans:
    """Return the spans in order, overlapping ones as one."""
    out: list[Span] = []
    for span in sorted(found):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(span.end, out[-1].end))
        else:
            out.append(span)
    return tuple(out)


def _breaks(doc: Doc, first: int, last: int) -> bool:
    return any(doc[i].is_sent_start for i in range(first + 1, last + 1))
