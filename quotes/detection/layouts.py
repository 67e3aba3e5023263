"""Statements told by layout alone: transcripts ("WALLACE: …"), headlines ("Poll: …") and signatures ("“…” ― Name")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quotes.detection.quote_builder import Draft, Quoted
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


def layouts(quoted: Quoted) -> list[Draft]:
    """Return the statements of transcript turns, of a headline with a colon, and of signed quotations."""
    text = quoted.text
    folded = paragraphs(text)
    pieces = _unfolded(text, folded)
    unfolded = len(pieces) > len(folded)
    plain = ODD.sub(lambda m: " " * len(m[0]), text)  # a stray mark in a name loses no turn
    turns = [TURN.match(plain, p.start, p.end) for p in pieces]
    spoken = {m["name"] for m in turns if m}
    transcript = sum(m is not None for m in turns) >= (2 if unfolded else 4) and len(spoken) >= 2
    out: list[Draft] = []
    for k, (piece, turn) in enumerate(zip(pieces, turns, strict=True)):
        if not transcript and (k or not turn):
            turn = HEADING.match(text, piece.start, piece.end)
        if turn:
            rule = "layout:transcript" if transcript else "layout:headline"
            said = [Span(turn.end(), piece.end), *(_rest_of_turn(pieces, turns, k) if transcript else ())]
            name, colon = Span(*turn.span("name")), Span(turn.end() - 1, turn.end())
            out += _draft(quoted, name, colon, said, rule, 0.9 if transcript else 0.7)
        elif (signed := SIGNATURE.search(text, piece.start, piece.end)) and text[piece.start] in "“”„\"«‘'":
            name, end = Span(*signed.span("name")), signed.start() + 1
            if any(quoted.of[i] < 0 and quoted.doc[i].is_alpha for i in _tokens(quoted, Span(piece.start, end))):
                continue  # somebody else's quotation stands in the paragraph, too
            dash = Span(end, name.start)
            out += _draft(quoted, name, dash, [Span(piece.start, end)], "layout:signature", 0.85)
    return out


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
    quoted: Quoted, name: Span, cue: Span, content: Sequence[Span], rule: str, confidence: float
) -> list[Draft]:
    """Return the draft of these spans of text, none where one of them has no words."""
    source, mark = _tokens(quoted, name), _tokens(quoted, cue)
    said = [i for span in content for i in _tokens(quoted, span)]
    return [Draft(frozenset(mark), frozenset(source), set(said), rule, confidence)] if source and said else []


def _tokens(quoted: Quoted, span: Span) -> list[int]:
    found = quoted.doc.char_span(span.start, span.end, alignment_mode="expand")
    return [t.i for t in found if not t.is_space] if found is not None else []
