"""What texts are about, in a few words: textacy's key terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import StatisticsError
from typing import Any

MOST = 100_000  # characters; enough of any texts to tell what they are about


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from spacy.lang.en import English

    english = English()
    english.add_pipe("sentencizer")
    return english


def key_terms(texts: Sequence[str], most: int = 5) -> list[str]:
    """Return the key terms of texts, the weightiest first, in lower case: YAKE (Campos et al. 2020) over all of them.

    Words and pairs of words, without parsing: where they stand, how often, and beside what others. None where textacy
    is not installed.
    """
    try:
        from textacy.extract.keyterms import yake
    except ImportError:  # it has no release for Python 3.13 and later; "onrecord doctor" says so
        return []
    doc = _tokenizer()("\n".join(texts)[:MOST])
    try:
        found = yake(doc, normalize="lower", ngrams=(1, 2), include_pos=None, topn=most)
    except StatisticsError:  # fewer than two words that mean something
        return []
    return [term for term, _ in found]
