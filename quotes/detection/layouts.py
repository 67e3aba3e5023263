"""Statements told by layout alone: transcripts ("WALLACE: …"), headlines ("Poll: …") and signatures ("“…” ― Name")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import ANSWER_RULE, POST_RULE, QUESTION_RULE, TURN_RULE, QuoteDraft
from quotes.detection.turn_labels import (
    EMBEDDED,
    INSIDE,
    POST,
    POST_HEAD,
    TURN,
    WRITTEN_BY,
    is_of_page,
    names_nobody,
    questions_at,
    turns_at,
    unmarked,
)
from quotes.quotation_marks import paragraphs
from quotes.types import Span

# A heading of its own, in live reports after the time: "14:05 — Lind: “We are ready”".
HEADING = re.compile(
    r"\s*(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?\s*[—–|-]+\s*)?(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})\s*:"
    r"(?=\s+[“‘\"«„][^\n]*[”’\"»“]\s*$)"
)
# "“Never.” ― Julia A. Marn."
SIGNATURE = re.compile(r"[”\"»’']\s*[―—–-]+\s*(?P<name>[A-Z](?:[^.!?:;“”\"]|(?<=\b[A-Z])\.){1,80}?)[.]?$")
SIGNED = "layout:signature"


def layout_drafts(quoted: QuotationIndex) -> list[QuoteDraft]:
    """Return the statements of transcript turns, answers, posts, a headline with a colon, and signed quotations."""
    text = quoted.text
    folded = paragraphs(text)
    pieces = _unfolded(text, folded)
    plain = unmarked(text)
    turns = turns_at(plain, pieces)
    transcript = _is_transcript(quoted, turns, unfolded=len(pieces) > len(folded))
    if not transcript and (answers := _answers(quoted, pieces)):
        return answers
    out: list[QuoteDraft] = []
    for k, (piece, turn) in enumerate(zip(pieces, turns, strict=True)):
        if transcript and turn:
            said = [Span(turn.end(), piece.end), *_rest_of_turn(text, pieces, turns, k)]
            out += _labelled(quoted, turn, said, TURN_RULE, 0.9)
        elif post := POST.match(plain, piece.start, piece.end) or WRITTEN_BY.match(text, piece.start, piece.end):
            out += _labelled(quoted, post, [Span(post.end(), piece.end)], POST_RULE, 0.9)
        elif embedded := EMBEDDED.match(text, piece.start, piece.end):
            mark, name, words = (Span(*embedded.span(part)) for part in ("mark", "name", "said"))
            out += _draft(quoted, name, mark, [words], POST_RULE, 0.85)
        elif not transcript and (heading := _heading(text, piece, turn if k == 0 else None)):
            out += _labelled(quoted, heading, [Span(heading.end(), piece.end)], "layout:headline", 0.7)
        else:
            out += _signed(quoted, piece)
    return out + _headed_posts(quoted, pieces)


def _headed_posts(quoted: QuotationIndex, pieces: Sequence[Span]) -> list[QuoteDraft]:
    """Return the embedded posts: a line with name, "@name" and date, and the line right under it."""
    out: list[QuoteDraft] = []
    for above, below in pairwise(pieces):
        head = POST_HEAD.match(quoted.text, above.start, above.end)
        if head and quoted.text[above.end : below.start].count("\n") == 1:
            name = Span(*head.span("name"))
            out += _draft(quoted, name, Span(name.end, name.end), [below], POST_RULE, 0.9)
    return out


def _answers(quoted: QuotationIndex, pieces: Sequence[Span]) -> list[QuoteDraft]:
    """Return the questions in bold, in italics or behind a dash, where there are two, and what the guest answers."""
    asked = questions_at(quoted.text, pieces)
    out: list[QuoteDraft] = []
    for k, end in pairwise([*asked, len(pieces)]):
        answer = [p for p in pieces[k + 1 : end] if _is_said(quoted.text, p)]
        for spans, rule in (([pieces[k]], QUESTION_RULE), (answer, ANSWER_RULE)):
            said = {i for span in spans for i in _tokens(quoted, span)}
            out += [QuoteDraft(frozenset(), frozenset(), said, rule, 0.85)] if said else []
    return out


def _is_said(text: str, piece: Span) -> bool:
    """Return whether a paragraph can be part of what is said: no heading, "READ MORE: …", "(Photo: …)"."""
    label, colon, _ = text[piece.start : piece.end].partition(":")
    return text[piece.start] not in "#(" and not (colon and is_of_page(label.strip("*_ ")))


def _is_transcript(quoted: QuotationIndex, turns: Sequence[re.Match[str] | None], unfolded: bool) -> bool:
    """Return whether two speak, one of them twice or both where these had to be looked for inside paragraphs.

    Three turns are enough where the labels can be nothing else ("PRIME MINISTER VOLL", "QUESTION"), else four, with
    one label used twice or labels that are names of people: "Breakfast: …", "Lunch: …" are none.
    """
    labels = [turn["name"] for turn in turns if turn]
    if len(set(labels)) < 2:
        return False
    if unfolded:
        return True
    again = len(set(labels)) < len(labels)
    if len(labels) < 4:
        return len(labels) == 3 and again and all(label.isupper() or names_nobody(label) for label in labels)
    people = sum(_is_person(quoted, turn) for turn in turns if turn)
    return again or 2 * people >= len(labels)


def _is_person(quoted: QuotationIndex, label: re.Match[str]) -> bool:
    return any(quoted.doc[i].ent_type_ == "PERSON" for i in _tokens(quoted, Span(*label.span("name"))))


def _heading(text: str, piece: Span, first_turn: re.Match[str] | None) -> re.Match[str] | None:
    """Return the name and colon that begin a paragraph: any in the article's first, else those of a heading."""
    return first_turn if first_turn and first_turn.re is TURN else HEADING.match(text, piece.start, piece.end)


def _labelled(
    quoted: QuotationIndex, label: re.Match[str], said: Sequence[Span], rule: str, confidence: float
) -> list[QuoteDraft]:
    """Return the draft of what a name says, with a colon, a full stop or nothing behind it."""
    name = Span(*label.span("name"))
    mark = Span(label.end() - 1, label.end()) if quoted.text[label.end() - 1] in ":." else Span(name.end, name.end)
    return _draft(quoted, name, mark, said, rule, confidence)


def _signed(quoted: QuotationIndex, piece: Span) -> list[QuoteDraft]:
    """Return the draft of a paragraph that is a quotation with a dash and a name behind it."""
    signed = SIGNATURE.search(quoted.text, piece.start, piece.end)
    if not signed or quoted.text[piece.start] not in "“”„\"«‘'":
        return []
    name, end = Span(*signed.span("name")), signed.start() + 1
    said = _tokens(quoted, Span(piece.start, end))
    if any(quoted.quotation_of[i] < 0 and quoted.doc[i].is_alpha for i in said):
        return []  # somebody else's quotation stands in the paragraph, too
    return _draft(quoted, name, Span(end, name.start), [Span(piece.start, end)], SIGNED, 0.85)


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


def _rest_of_turn(text: str, pieces: list[Span], turns: Sequence[re.Match[str] | None], k: int) -> list[Span]:
    """Return the paragraphs between turn ``k`` of a transcript and the next one: they go on with it.

    Behind the last turn there may be anything: one paragraph is its where its label stands on a line of its own.
    """
    turn = turns[k]
    own_line = turn is not None and not text[turn.end() : pieces[k].end].strip(" *_")
    after = next((j for j in range(k + 1, len(turns)) if turns[j]), k + 1 + own_line)
    return [piece for piece in pieces[k + 1 : after] if _is_said(text, piece)]


def _draft(
    quoted: QuotationIndex, name: Span, cue: Span, content: Sequence[Span], rule: str, confidence: float
) -> list[QuoteDraft]:
    """Return the draft of these spans of text, none where one of them has no words."""
    source, mark = _tokens(quoted, name), _tokens(quoted, cue)
    said = [i for span in content for i in _tokens(quoted, span)]
    return [QuoteDraft(frozenset(mark), frozenset(source), set(said), rule, confidence)] if source and said else []


def _tokens(quoted: QuotationIndex, span: Span) -> list[int]:
    """Return the words at a span, without white space and the stars and lines of bold and italics around them."""
    start, end = span
    while start < end and quoted.text[start] in "*_–— \t\n":
        start += 1
    while end > start and quoted.text[end - 1] in "*_ \t\n":
        end -= 1
    found = quoted.doc.char_span(start, end, alignment_mode="expand") if end > start else None
    return [t.i for t in found if not t.is_space] if found is not None else []
