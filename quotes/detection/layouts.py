"""Statements told by layout alone: transcripts ("WALLACE: …"), headlines ("Poll: …") and signatures ("“…” ― Name")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import QuoteDraft
from quotes.quotation_marks import MARK, paragraphs
from quotes.types import Span

# A turn's name: capitals ("MR. LEE"), or capitalised words with a title; after it the body: "QUESTION (Reuters): …".
NAME_GOES_ON = r"(?:[ ,]+(?:[A-Z][\w.’'-]*|of|the|for|and|de|van|von|al)){0,10}"
BODY = r"(?:\s*\([^()\n]{1,60}\))?"
TURN = re.compile(rf"\s*(?P<name>(?:[A-Z][\w.’'-]*{NAME_GOES_ON}|[QA]){BODY})\s*:(?=\s+\S)")
# Where a page lost its line breaks, turns begin inside a paragraph: "… of this. Ada Lind: …".
INSIDE = re.compile(rf"(?<=[.!?…”\")»])\s+(?=[A-Z][\w.’'-]*{NAME_GOES_ON}{BODY}\s*:\s+\S)")
ODD = re.compile(rf"`|(?<!\w)(?:{MARK.pattern})|(?:{MARK.pattern})(?!\w)")
# A heading of its own, in live reports after the time: "14:05 — Lind: “We are ready”".
HEADING = re.compile(
    r"\s*(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?\s*[—–|-]+\s*)?(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})\s*:"
    r"(?=\s+[“‘\"«„][^\n]*[”’\"»“]\s*$)"
)
SIGNATURE = re.compile(r"[”\"»’']\s*[―—–-]+\s*(?P<name>[A-Z][^.!?:;“”\"]{1,80}?)[.]?$")


def layout_drafts(quoted: QuotationIndex) -> list[QuoteDraft]:
    """Return the statements of transcript turns, of a headline with a colon, and of signed quotations."""
    text = quoted.text
    folded = paragraphs(text)
    pieces = _unfolded(text, folded)
    plain = ODD.sub(lambda m: " " * len(m[0]), text)  # a stray mark in a name loses no turn
    turns = [TURN.match(plain, p.start, p.end) for p in pieces]
    transcript = _is_transcript(turns, unfolded=len(pieces) > len(folded))
    out: list[QuoteDraft] = []
    for k, (piece, turn) in enumerate(zip(pieces, turns, strict=True)):
        if transcript and turn:
            said = [Span(turn.end(), piece.end), *_rest_of_turn(pieces, turns, k)]
            out += _labelled(quoted, turn, said, "layout:transcript", 0.9)
        elif not transcript and (heading := _heading(text, piece, turn if k == 0 else None)):
            out += _labelled(quoted, heading, [Span(heading.end(), piece.end)], "layout:headline", 0.7)
        else:
            out += _signed(quoted, piece)
    return out


def _is_transcript(turns: Sequence[re.Match[str] | None], unfolded: bool) -> bool:
    """Return whether two speak, in two turns where these had to be looked for inside paragraphs, else in four."""
    named = [turn["name"] for turn in turns if turn]
    return len(named) >= (2 if unfolded else 4) and len(set(named)) >= 2


def _heading(text: str, piece: Span, first_turn: re.Match[str] | None) -> re.Match[str] | None:
    """Return the name and colon that begin a paragraph: any in the article's first, else those of a heading."""
    return first_turn or HEADING.match(text, piece.start, piece.end)


def _labelled(
    quoted: QuotationIndex, label: re.Match[str], said: Sequence[Span], rule: str, confidence: float
) -> list[QuoteDraft]:
    """Return the draft of what a name with a colon says."""
    colon = Span(label.end() - 1, label.end())
    return _draft(quoted, Span(*label.span("name")), colon, said, rule, confidence)


def _signed(quoted: QuotationIndex, piece: Span) -> list[QuoteDraft]:
    """Return the draft of a paragraph that is a quotation with a dash and a name behind it."""
    signed = SIGNATURE.search(quoted.text, piece.start, piece.end)
    if not signed or quoted.text[piece.start] not in "“”„\"«‘'":
        return []
    name, end = Span(*signed.span("name")), signed.start() + 1
    said = _tokens(quoted, Span(piece.start, end))
    if any(quoted.quotation_of[i] < 0 and quoted.doc[i].is_alpha for i in said):
        return []  # somebody else's quotation stands in the paragraph, too
    return _draft(quoted, name, Span(end, name.start), [Span(piece.start, end)], "layout:signature", 0.85)


def _unfolded(text: str, pieces: list[Span]) -> list[Span]:
    """Return the paragraphs, cut at the turns inside them where somebody speaks twice, or the text begins with a turn.

    Then names of one word are none: "He named one reason. Money: …".
    """
    cuts = [[m.end() for m in INSIDE.finditer(text, p.start, p.end)] for p in pieces]
    labels = [text[at : text.index(":", at)] for inside in cuts for at in inside]
    first = TURN.match(text, pieces[0].start, pieces[0].end) if pieces else None
    begins = first is not None and all(" " in label for label in [first["name"], *labels])
    if not begins and (len(labels) < 3 or len(set(labels)) in (1, len(labels))):
        return pieces
    out: list[Span] = []
    for piece, inside in zip(pieces, cuts, strict=True):
        out += [Span(a, b) for a, b in pairwise([piece.start, *inside, piece.end])]
    return out


def _rest_of_turn(pieces: list[Span], turns: list[re.Match[str] | None], k: int) -> list[Span]:
    """Return the paragraphs between turn ``k`` of a transcript and the next one: they go on with it.

    Behind the last turn there may be anything.
    """
    after = next((j for j in range(k + 1, len(turns)) if turns[j]), k + 1)
    return pieces[k + 1 : after]


def _draft(
    quoted: QuotationIndex, name: Span, cue: Span, content: Sequence[Span], rule: str, confidence: float
) -> list[QuoteDraft]:
    """Return the draft of these spans of text, none where one of them has no words."""
    source, mark = _tokens(quoted, name), _tokens(quoted, cue)
    said = [i for span in content for i in _tokens(quoted, span)]
    return [QuoteDraft(frozenset(mark), frozenset(source), set(said), rule, confidence)] if source and said else []


def _tokens(quoted: QuotationIndex, span: Span) -> list[int]:
    found = quoted.doc.char_span(span.start, span.end, alignment_mode="expand")
    return [t.i for t in found if not t.is_space] if found is not None else []
