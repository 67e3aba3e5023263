"""Statements told by layout alone: transcripts ("WALLACE: …"), headlines ("Poll: …") and signatures ("“…” ― Name")."""

from __future__ import annotations

import re

from quotes.draft import Draft, Quoted
from quotes.marks import paragraphs
from quotes.model import Span

# A turn's name: capitals ("MR. LEE"), or up to five capitalised words with a title.
NAME_GOES_ON = r"(?:[ ,]+(?:[A-Z][\w.’'-]*|of|the|for|and|de|van|von|al)){0,7}"
TURN = re.compile(rf"[“\"]?(?P<name>[A-Z][\w.’'-]*{NAME_GOES_ON}|[QA]):(?=\s+\S)")
SIGNATURE = re.compile(r"[”\"»’']\s*[―—–-]+\s*(?P<name>[A-Z][^.!?:;“”\"]{1,80}?)[.]?$")


def layouts(quoted: Quoted) -> list[Draft]:
    """Return the statements of transcript turns, of a headline with a colon, and of signed quotations."""
    text = quoted.text
    pieces = paragraphs(text)
    turns = [m if (m := TURN.match(text, p.start, p.end)) else None for p in pieces]
    spoken = {m["name"] for m in turns if m}
    transcript = sum(m is not None for m in turns) >= 4 and len(spoken) >= 2
    out: list[Draft] = []
    for k, (piece, turn) in enumerate(zip(pieces, turns, strict=True)):
        if turn and (transcript or k == 0):
            rule = "layout:transcript" if transcript else "layout:headline"
            parts = (Span(*turn.span("name")), Span(turn.end() - 1, turn.end()), Span(turn.end(), piece.end))
            out += _draft(quoted, *parts, rule, 0.9 if transcript else 0.7)
        elif (signed := SIGNATURE.search(text, piece.start, piece.end)) and text[piece.start] in "“”„\"«‘'":
            name, end = Span(*signed.span("name")), signed.start() + 1
            dash = Span(end, name.start)
            out += _draft(quoted, name, dash, Span(piece.start, end), "layout:signature", 0.85)
    return out


def _draft(quoted: Quoted, name: Span, cue: Span, content: Span, rule: str, confidence: float) -> list[Draft]:
    source, mark, said = (_tokens(quoted, span) for span in (name, cue, content))
    return [Draft(frozenset(mark), frozenset(source), set(said), rule, confidence)] if source and said else []


def _tokens(quoted: Quoted, span: Span) -> list[int]:
    found = quoted.doc.char_span(span.start, span.end, alignment_mode="expand")
    return [t.i for t in found if not t.is_space] if found is not None else []
