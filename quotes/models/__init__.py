"""The embedded Stanza models and how to load them, or others, without ever downloading anything."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

EMBEDDED = Path(__file__).parent / "en"
PROCESSORS = "tokenize,mwt,pos,lemma,depparse,ner"


def load_pipeline(model: str | None = None) -> Any:
    """Return a Stanza pipeline over the embedded models, or over those of directory ``model``."""
    import stanza
    import torch
    from stanza.models.common.foundation_cache import BertRecord, FoundationCache
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = model or os.environ.get("ONRECORD_MODEL")
    directory = Path(model) if model else EMBEDDED
    encoder = AutoModel.from_pretrained(directory / "encoder", local_files_only=True, dtype=torch.float32)
    encoder.eval()
    encoder._hf_peft_config_loaded = False
    tokenizer = AutoTokenizer.from_pretrained(directory / "encoder", local_files_only=True, add_prefix_space=True)
    cache = FoundationCache()
    cache.bert["quote-minilm"] = BertRecord(encoder, tokenizer, {})
    empty = tempfile.mkdtemp(prefix="onrecord-")
    Path(empty, "resources.json").write_text(json.dumps({}))
    paths = {
        "tokenize": "tokenizer", "mwt": "mwt", "pos": "tagger", "lemma": "lemmatizer",
        "depparse": "parser", "ner": "ner",
    }  # fmt: skip
    return stanza.Pipeline(
        "en", dir=empty, processors=PROCESSORS, package=None, download_method=None, allow_unknown_language=True,
        use_gpu=False, foundation_cache=cache, logging_level="ERROR",
        ner_forward_charlm_path="", ner_backward_charlm_path="", ner_pretrain_path="",
        **{f"{name}_model_path": os.fspath(directory / f"{file}.pt") for name, file in paths.items()},
    )  # fmt: skip
