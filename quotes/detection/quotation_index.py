"""Which quotation each token of a ``Doc`` stands in, and what the parser's hints say of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from quotes import quotation_marks

Hints = NDArray[np.float32]  # [tokens, 5], shares from 0 to 1
CUE, SOURCE, CONTENT, BEGINS, ENDS = range(5)  # their columns: the fields of ``quotes.parser.doc.Hint``


class QuotationIndex:
    """The outermost quotations of a ``Doc``, by number, and the number of the one that each token stands in.

    ``quotation_of`` has a number for each token, -1 outside quotations. A quotation that runs over several
    paragraphs has one number, that of its first paragraph.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text: str = doc.text  # once: a Doc joins its tokens at every call
        hints = doc.user_data.get("hints")  # [tokens, 5] of percentages: see ``quotes.parser.fast.token_scores``
        self.hints: Hints | None = None if hints is None else hints.astype(np.float32) / 100
        self.quotations = [q for q in quotation_marks.quotations(self.text) if q.level == 0]
        self.quotation_of = [-1] * len(doc)
        self._tokens: list[list[int]] = [[] for _ in self.quotations]
        self._number_tokens()

    def _number_tokens(self) -> None:
        begun = self._begun_by()
        k = 0
        for token in self.doc:
            while k < len(self.quotations) and self.quotations[k].span.end <= token.idx:
                k += 1
            inside = k < len(self.quotations) and self.quotations[k].span.start < token.idx + len(token)
            if inside and not token.is_space:
                self.quotation_of[token.i] = begun[k]
                self._tokens[begun[k]].append(token.i)

    def _begun_by(self) -> list[int]:
        """Return for each quotation the one that it carries on over paragraphs, or itself."""
        begun: list[int] = []
        for k in range(len(self.quotations)):
            begun.append(begun[k - 1] if k and self.quotations[k - 1].goes_on else k)
        return begun

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First token of each token's sentence, and the one behind its last: ``Token.sent`` looks for them."""
        return [(s.start, s.end) for s in self.doc.sents for _ in range(s.start, s.end)]

    @cached_property
    def columns(self) -> Hints:
        """The hints by column, [5, tokens]; empty without hints."""
        return np.zeros((0, len(self.doc)), np.float32) if self.hints is None else np.ascontiguousarray(self.hints.T)

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        return ((k, tokens) for k, tokens in enumerate(self._tokens) if tokens)

    def tokens_of(self, k: int) -> list[int]:
        """Return the tokens of quotation ``k``, over all its paragraphs, marks included."""
        return self._tokens[k]

    def is_closed(self, k: int) -> bool:
        """Return whether quotation ``k`` has its closing mark, or goes on in the next paragraph."""
        return not self.quotations[k].open or self.quotations[k].goes_on

    def character_before(self, start: int) -> str:
        """Return the last character before offset ``start`` that is no white space, or an empty string."""
        return self.text[max(0, start - 80) : start].rstrip()[-1:]

    def is_sentence(self, k: int) -> bool:
        """Return whether a quotation reads as a sentence of its own: capitalised, set off, ended by a mark."""
        text, span, is_open = self.text, self.quotations[k].span, self.quotations[k].open
        inner = self.quotations[k].inner(text).of(text).strip(" \u00a0‘'“\"([")
        before, gap = self.character_before(span.start), text[max(0, span.start - 2) : span.start]
        ended = is_open or inner[-1:] in (*",.!?…—–-", "’") or text[span.end : span.end + 1] == ","
        ended = ended or (before in ":.!?" and text[span.end : span.end + 1] == ".")  # ‘It was ours’.
        return inner[:1].isupper() and ended and (before in ",:.!?”\"’»—–‘'`" or "\n" in gap)


def mean(shares: Hints) -> float:
    """Return the mean of some words' hints: [words] -> 1. Arrays' own methods cost more than the sum of a few words."""
    return float(np.add.reduce(shares) / np.float32(len(shares)))
