"""Two who ask and answer each other: “Will you sell?” Lind asked Holm. “No,” he said. “Why not?” he asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from quotes.types import Quote, Span, text_of

REACH = 200  # characters after which nobody waits for an answer


class Exchange(NamedTuple):
    """Who asked whom, who of them spoke last, where that ended, and whether it was a question; nobody at first."""

    asks: int = -1
    answers: int = -1
    last: int = -1
    end: int = -1
    question: bool = False

    def after(self, doc: Doc, quote: Quote, speakers: Sequence[int], entity_at: Mapping[Span, int]) -> Exchange:
        """Return the exchange as it is after a quote."""
        end = max(span.end for span in (*quote.content, *quote.source, *quote.cue))
        if len(speakers) != 1:
            return Exchange()
        [speaker] = speakers
        asked = _asked(doc, quote, entity_at)
        if asked is not None and asked != speaker:
            return Exchange(speaker, asked, speaker, end, True)
        if speaker in (self.asks, self.answers) and self._is_near(quote):
            return self._replace(last=speaker, end=end, question=_is_question(doc.text, quote))
        return Exchange()

    def next_to_speak(self, text: str, quote: Quote) -> int | None:
        """Return who says a quote, by turns: who was asked answers, who asked goes on asking; None out of turn."""
        if self.end < 0 or not self._is_near(quote):
            return None
        is_question = _is_question(text, quote)
        if self.question and self.last == self.asks and not is_question:
            return self.answers
        if not self.question and self.last == self.answers and is_question:
            return self.asks
        return None

    def _is_near(self, quote: Quote) -> bool:
        return 0 <= quote.start - self.end < REACH


def _is_question(text: str, quote: Quote) -> bool:
    return text_of(quote.content, text).rstrip(" ”\"’'»").endswith("?")


def _asked(doc: Doc, quote: Quote, entity_at: Mapping[Span, int]) -> int | None:
    """Return whom a question is put to by name: "Lind asked | Holm"."""
    for cue in quote.cue:
        tokens = doc.char_span(*cue, alignment_mode="expand")
        for verb in tokens if tokens is not None and _is_question(doc.text, quote) else ():
            if verb.lemma_ != "ask":
                continue
            objects = [c.idx for c in verb.children if c.dep_ in ("obj", "iobj") and c.i > verb.i]
            found = {entity for span, entity in entity_at.items() for at in objects if span.start <= at < span.end}
            if len(found) == 1:
                return found.pop()
    return None
