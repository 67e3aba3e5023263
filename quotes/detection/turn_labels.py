"""The labels that turns of transcripts, interviews and posts begin with: "MR. LEE:", "**Ada Lind:**", "@adalind:"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from quotes.quotation_marks import MARK
from quotes.types import Span

# A turn's name: capitals ("MR. LEE"), or capitalised words with a title; after it the body: "QUESTION (Reuters): …".
NAME_GOES_ON = r"(?:[ ,]+(?:[A-Z][\w.’'-]*|of|the|for|and|de|van|von|al)){0,10}"
BODY = r"(?:\s*\([^()\n]{1,60}\))?"
TURN = re.compile(rf"\s*(?P<name>(?:[A-Z][\w.’'-]*{NAME_GOES_ON}|[QA]){BODY})\s*:(?=\s+\S)")
# "Q. Will you sign?", "A. No.", and in White House style "Q    Will you sign?", without a colon.
QUESTION_OR_ANSWER = re.compile(r"\s*(?P<name>Q|A(?=\.))\.?(?=\s+[“\"‘']?[A-Z])")
# A line of its own in capitals, over what is said: "THE PRESIDENT", "PRIME MINISTER LIND:", "Q".
OWN_LINE = re.compile(r"\s*(?P<name>(?:[A-Z][A-Z.’'-]*(?: +[A-Z][A-Z.’'-]*){0,5}|[QA]))\s*:?\s*$")
POST = re.compile(r"\s*(?:RT\s+)?(?P<name>@\w{2,30})\s*:(?=\s+\S)")
# A line of its own over an embedded post: "Ada Lind @adalind · 3 Mar", "Ada Lind ✓ (@adalind) 3 March 2031".
POST_HEAD = re.compile(
    r"\s*(?P<name>[^\W\d_a-z][^\n:@.!?“”\"]{1,60}? [✓✔☑️ ]*\(?@\w{2,30}\)?"
    r"[ ·•,|–—-]*(?:[\d:./hm]+ ?)?(?:[ap]\.?m\.?)?[ ·•,]*(?:(?:\d{1,2} )?[A-Z][a-z]{2,8}\.?"
    r"(?: \d{1,2})?)?(?:,? \d{4})?)\s*$"
)
# Where a page lost its line breaks, turns begin inside a paragraph: "… of this. Ada Lind: …".
INSIDE = re.compile(rf"(?<=[.!?…”\")»])\s+(?=[A-Z][\w.’'-]*{NAME_GOES_ON}{BODY}\s*:\s+\S)")
MARKDOWN = r"\*+|(?<!\w)_+|_+(?!\w)"
ODD = re.compile(rf"`|{MARKDOWN}|(?<!\w)(?:{MARK.pattern})|(?:{MARK.pattern})(?!\w)")
# A whole paragraph in bold or italics that asks: the questions of an interview whose answers have no label.
ASKED = re.compile(r"\s*(?P<mark>\*{1,3}|_{1,3})(?!\s)[^\n]*\?[”\"’]?(?P=mark)\s*$")
# In italics or bold, without a question mark: "**Your critics say you are slow.**"; a heading has no full stop.
REMARKED = re.compile(r"\s*(?P<mark>\*{1,3}|_{1,3})(?!\s)[^\n]*[.!:…][”\"’]?(?P=mark)\s*$")
# Behind a dash, as in many European papers: "– Will you sign it?".
DASHED = re.compile(r"\s*[–—-]\s+(?=[“\"‘']?[A-Z])[^\n]*$")
# "Ada Lind writes: The harbour is quiet …" begins a paragraph of a live report.
WRITTEN_BY = re.compile(r"\s*(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3}) (?:writes|reports)\s*:(?=\s+[^\s“\"‘'])")
# An embedded post: "“We are cold.” — Ada Lind (@adalind) March 3, 2031".
EMBEDDED = re.compile(
    r"\s*[“\"]?(?P<said>[^\n]+?)[”\"]?(?<!\s)\s+(?P<mark>[—–-]+)\s+(?P<name>[^\n()@]{2,60}? \(@\w{2,30}\))"
    r"[^\n“”\"]{0,30}[”\"]?\s*$"
)
# Labels of what a page shows or tells of itself: nobody speaks there.
OF_PAGE = frozenset([
    "advertisement", "analysis", "audio", "by", "caption", "contact", "correction", "credit", "date", "deadline",
    "editor's-note", "email", "file-photo", "graphic", "image", "image-source", "interview", "key-points", "listen",
    "location", "map", "more", "note", "photo", "photos", "phone", "picture", "place", "price", "published",
    "read", "read-also", "read-more", "related", "see-also", "source", "sources", "summary", "tags", "tel",
    "time", "topics", "update", "updated", "venue", "video", "watch", "watch-live", "what", "when", "where",
    "who", "why", "how",
])  # fmt: skip
ASKING = frozenset(["q", "question", "interviewer", "moderator", "reporter", "host", "journalist", "anchor"])


def questions_at(text: str, pieces: Sequence[Span]) -> list[int]:
    """Return which paragraphs are the questions of an interview whose answers have no label; [] where there is none.

    Two in bold or italics ask; then others in bold are questions, too. Of those behind a dash most must ask, and an
    answer without one stand between them: else they are the turns of two people or the points of a list.
    """
    bold = [k for k, p in enumerate(pieces) if ASKED.match(text, p.start, p.end)]
    if len(bold) > 1:
        return [k for k, p in enumerate(pieces) if k in bold or REMARKED.match(text, p.start, p.end)]
    dashed = [k for k, p in enumerate(pieces) if DASHED.match(text, p.start, p.end)]
    asking = sum(pieces[k].of(text).rstrip().endswith("?") for k in dashed)
    apart = all(after - before > 1 for before, after in pairwise(dashed))
    return dashed if len(dashed) > 2 and apart and 2 * asking > len(dashed) else []


def names_nobody(label: str) -> bool:
    """Return whether a label only tells who asks or answers: "QUESTION (Reuters)", "Q", "Reporter", "A"."""
    return re.sub(r"\s*\(.*|[.\s]+$", "", label).lower() in ASKING | {"a"}


def unmarked(text: str) -> str:
    """Return the text with spaces for stray marks and those of bold and italics: a mark in a name loses no turn."""
    return ODD.sub(lambda m: " " * len(m[0]), text)


def is_of_page(label: str) -> bool:
    """Return whether a label belongs to the page, whatever follows in brackets: "READ MORE", "UPDATE (Nov. 12)"."""
    return re.sub(r"\s*\(.*", "", label).strip().lower().replace("’", "'").replace(" ", "-") in OF_PAGE


def turns_at(plain: str, pieces: Sequence[Span]) -> list[re.Match[str] | None]:
    """Return for each paragraph the label it begins with, None where there is none or the page's own.

    "A. Lind" answers nothing where nobody asks, and a line in capitals that comes once is a heading.
    """
    turns = [_turn_at(plain, piece) for piece in pieces]
    used = Counter(turn["name"] for turn in turns if turn)
    return [turn if turn and not _is_by_chance(turn, used) else None for turn in turns]


def _turn_at(plain: str, piece: Span) -> re.Match[str] | None:
    forms = (TURN, QUESTION_OR_ANSWER, OWN_LINE)
    turn = next((m for form in forms if (m := form.match(plain, piece.start, piece.end))), None)
    return None if turn is None or is_of_page(turn["name"]) else turn


def _is_by_chance(turn: re.Match[str], used: Counter[str]) -> bool:
    if turn.re is QUESTION_OR_ANSWER:
        return "Q" not in used
    return turn.re is OWN_LINE and used[turn["name"]] < 2 and not names_nobody(turn["name"])
