"""Trained models -> what ships: halves instead of floats, one shared encoder, a manifest.

A fine-tuned parser file holds the encoder; it is taken out into ``encoder/`` once, and all models then ask
for it by the symbolic name ``onrecord-minilm``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch

KEY = "onrecord-minilm"
MODELS = ("tokenizer", "mwt", "lemmatizer", "parser", "tagger", "ner")
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


def load(path: Path) -> dict[str, Any]:
    """Read a model file without running anything in it."""
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content


def write_encoder(model: Any, tokenizer: Path, target: Path) -> None:
    """Write a Transformers folder with the tokenizer files of another."""
    model.save_pretrained(target)
    for name in TOKENIZER_FILES:
        shutil.copy(tokenizer / name, target)


def read_encoder(folder: Path) -> Any:
    """Read a transformer in single precision, whatever precision it is stored in."""
    from transformers import AutoModel

    return AutoModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32)


def start_encoder(pretrained: Path, target: Path) -> None:
    """Copy the pretrained transformer in single precision: Stanza would train a stored half as a half."""
    write_encoder(read_encoder(pretrained), pretrained, target)


def split_encoder(finetuned: Path, base: Path, encoder: Path, parser: Path) -> None:
    """Split a fine-tuned parser into the encoder (a Transformers folder) and the parser without it."""
    content, prefix = load(finetuned), "bert_model."
    tuned = {k[len(prefix) :]: v for k, v in content["model"].items() if k.startswith(prefix)}
    content["model"] = {k: v for k, v in content["model"].items() if not k.startswith(prefix)}
    model = read_encoder(base)
    missing = [k for k in model.load_state_dict(tuned, strict=False).missing_keys if "position_ids" not in k]
    if missing:
        raise ValueError(f"{finetuned} lacks weights of the encoder: {missing}")
    write_encoder(model, base, encoder)
    content["config"].update(bert_model=str(encoder), bert_finetune=False, use_peft=False)
    torch.save(content, parser, _use_new_zipfile_serialization=False)


def join_encoder(models: Path, encoder: Path, joined: Path) -> None:
    """The reverse of ``split_encoder`` on a finished folder: a parser file that training can go on from."""
    content = load(models / "parser.pt")
    parts = {
        **content["model"],
        **{f"bert_model.{k}": v for k, v in read_encoder(encoder).state_dict().items()},
    }
    content["model"] = {k: v.float() if v.is_floating_point() else v for k, v in parts.items()}
    content["config"].update(bert_model=str(encoder), bert_finetune=True)
    torch.save(content, joined, _use_new_zipfile_serialization=False)


def mean(first: Path, second: Path, target: Path) -> None:
    """Write the mean of two parsers, one trained from the other (Wortsman et al. 2022, "Model soups")."""
    content, other = load(second), load(first)["model"]
    content["model"] = {k: (v + other[k]) / 2 if v.is_floating_point() else v for k, v in content["model"].items()}
    torch.save(content, target, _use_new_zipfile_serialization=False)


def halves(value: Any) -> Any:
    """The value with every float tensor in it as halves."""
    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((key, halves(item)) for key, item in value.items())
    return [halves(item) for item in value] if isinstance(value, list) else value


def shrink(source: Path, target: Path) -> None:
    """Write one model as it ships; Stanza copies halves back into floats when it loads them."""
    content = load(source)
    for part in ("model", "emb"):
        if part in content:
            content[part] = halves(content[part])
    config = content.get("config", {})
    if config.get("bert_model"):
        config["bert_model"] = KEY
    for name, value in config.items():
        if isinstance(value, str) and "/" in value:
            config[name] = ""  # a path on the machine it was trained on
    for name in ("optimizer_state_dict", "scheduler_state_dict"):
        content.pop(name, None)
    torch.save(content, target, _use_new_zipfile_serialization=False)


def pack(saved: Path, out: Path) -> None:
    """Write the finished models to ``out``; a manifest of other models there is removed."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "manifest.json").unlink(missing_ok=True)
    write_encoder(read_encoder(saved / "encoder").half(), saved / "encoder", out / "encoder")
    for name in MODELS:
        shrink(saved / f"{name}.pt", out / f"{name}.pt")
