"""The embedded Stanza models and how to load them, or others, without ever downloading anything.

A model directory holds one file per processor (``FILES``), the shared transformer in ``encoder/`` and
``manifest.json``: facts about the models and the size and SHA-256 of every file. Where there is a manifest,
what it lists is checked before anything is loaded; a directory without one (fresh from training) is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quotes import MODELS

EMBEDDED = MODELS / "en"
OFFICIAL = "stanza"  # the name that stands for the models Stanza itself downloaded
FILES = {
    "tokenize": "tokenizer.pt", "mwt": "mwt.pt", "pos": "tagger.pt", "lemma": "lemmatizer.pt",
    "depparse": "parser.pt", "ner": "ner.pt",
}  # fmt: skip
ENCODER = "encoder"


class ModelError(Exception):
    """The models cannot be used; the message says in one sentence why."""


def load_pipeline(model: str | None = None, encoder: Callable[[Path], tuple[Any, Any]] | None = None) -> Any:
    """Return a Stanza pipeline: tokens, words, tags, lemmas, dependencies, names.

    ``model`` is a model directory or ``"stanza"`` for Stanza's own English models; without it the
    environment variable ``ONRECORD_MODEL`` says, and without that the embedded models are loaded.
    ``encoder`` loads transformer and tokenizer of a model directory in another way than by the
    transformers library. Raises ``ModelError``.
    """
    model = model or os.environ.get("ONRECORD_MODEL")
    if model == OFFICIAL:
        return _load_official()
    directory = Path(model) if model else EMBEDDED
    check(directory)
    try:
        return _load_directory(directory, encoder or _load_encoder)
    except Exception as error:
        raise ModelError(f"The models in {directory} cannot be read: {error}") from error


def check(directory: Path) -> None:
    """Raise ``ModelError`` unless all files are there and are those of the manifest, if there is one."""
    if not directory.is_dir():
        raise ModelError(f"There is no model directory {directory}.")
    for name in (*FILES.values(), f"{ENCODER}/model.safetensors"):
        if not (directory / name).is_file():
            raise ModelError(f"The model directory {directory} has no file {name}.")
    manifest = directory / "manifest.json"
    if not manifest.exists():
        return
    try:
        listed = dict(json.loads(manifest.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{manifest} is not a list of model files: {error}") from error
    for name, expected in listed.items():
        if not (directory / name).is_file():
            raise ModelError(f"The model directory {directory} has no file {name}, which its manifest lists.")
        if fingerprint(directory / name) != expected:
            raise ModelError(f"{directory / name} is not the file its manifest lists (size or SHA-256).")


def fingerprint(path: Path) -> dict[str, Any]:
    """Return size and SHA-256 of a file as the manifest states them."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def fingerprints(directory: Path) -> dict[str, dict[str, Any]]:
    """Return the ``files`` of a manifest: all files of a model directory but manifest and card."""
    paths = sorted(p for p in directory.rglob("*") if p.is_file() and p.suffix not in (".md",))
    return {
        path.relative_to(directory).as_posix(): fingerprint(path)
        for path in paths
        if path.name != "manifest.json"
    }


def _load_directory(directory: Path, encoder: Callable[[Path], tuple[Any, Any]]) -> Any:
    import stanza
    from stanza.models.common.foundation_cache import BertRecord, FoundationCache

    cache = FoundationCache()
    cache.bert = _OneEncoder(BertRecord(*encoder(directory / ENCODER), {}))
    with tempfile.TemporaryDirectory(prefix="onrecord-") as empty, _no_optimizers():
        # Stanza insists on a list of the models it could download: an empty one.
        Path(empty, "resources.json").write_text("{}", encoding="utf-8")
        return stanza.Pipeline(
            "en", dir=empty, processors=",".join(FILES), package=None, download_method=None,
            allow_unknown_language=True, use_gpu=False, foundation_cache=cache, logging_level="CRITICAL",
            # Repairing verbs with two objects takes a fifth of the time and gains 0.04 LAS.
            depparse_resolve_head_constraints=False,
            ner_forward_charlm_path="", ner_backward_charlm_path="", ner_pretrain_path="",
            **{f"{name}_model_path": os.fspath(directory / file) for name, file in FILES.items()},
        )  # fmt: skip


def _load_encoder(directory: Path) -> tuple[Any, Any]:
    """Return the transformer with its tokenizer, from these files alone."""
    import torch

    try:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError:
        raise ImportError("models of other layers than the embedded ones need pip install 'onrecord[models]'") from None

    logging.disable_progress_bar()
    # The file holds halves; computing in them would cost accuracy and, on most processors, time.
    encoder = AutoModel.from_pretrained(directory, local_files_only=True, dtype=torch.float32).eval()
    encoder._hf_peft_config_loaded = False  # Stanza asks for it; not every version of transformers sets it
    tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True, add_prefix_space=True)
    return encoder, tokenizer


@contextmanager
def _no_optimizers() -> Iterator[None]:
    """Keep Stanza from making the optimizers it trains with: a second and 70 MB for nothing."""
    from stanza.models.common import utils

    kept = utils.get_optimizer, utils.get_split_optimizer
    utils.get_optimizer = utils.get_split_optimizer = lambda *args, **kwargs: {}
    try:
        yield
    finally:
        utils.get_optimizer, utils.get_split_optimizer = kept


class _OneEncoder(dict[str, Any]):
    """The transformer of a model directory under whatever name its models ask for: none is looked up elsewhere."""

    def __init__(self, record: Any) -> None:
        super().__init__()
        self.record = record

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Any:
        return self.record


def _load_official() -> Any:
    import stanza

    try:
        return stanza.Pipeline(
            "en", processors=",".join(FILES), download_method=None, use_gpu=False, logging_level="CRITICAL"
        )
    except Exception as error:
        raise ModelError(
            "Stanza's own English models are not there or not whole; get them with "
            "python -c \"import stanza; stanza.download('en')\""
        ) from error
