"""Vectors of single words: the embedding layer of the encoder that ships with the parser.

Its upper layers have become a parser's and say little of meaning (``benchmarks/similar_targets.py``); the layer below
them still has what the encoder learned before, and is read here without loading a model.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from quotes import MODELS

ENCODER = MODELS / "en" / "encoder"
EMBEDDINGS = "embeddings.word_embeddings.weight"


@lru_cache(maxsize=1)
def _layer(directory: Path) -> tuple[Any, Any]:
    """Return tokenizer and embeddings [pieces, width], their mean taken off."""
    from safetensors import safe_open
    from tokenizers import Tokenizer

    with safe_open(directory / "model.safetensors", framework="numpy") as file:
        weights = file.get_tensor(EMBEDDINGS).astype(np.float32)
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_padding()
    return tokenizer, weights - weights.mean(0)


def word_vectors(words: Iterable[str], directory: Path = ENCODER) -> Any:
    """Return the vectors of words, [words, width] of length 1: the mean of each word's pieces."""
    listed = [word.lower() for word in words]
    tokenizer, weights = _layer(directory)
    encoded = tokenizer.encode_batch([[word] for word in listed], is_pretokenized=True, add_special_tokens=False)
    vectors = np.stack([weights[one.ids].mean(0) if one.ids else np.zeros(weights.shape[1]) for one in encoded])
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
