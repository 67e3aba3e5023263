"""``manifest.json`` and ``MODEL_CARD.md`` of a finished model folder.

python manifest.py MODELS --scores SCORES.json --start "all-MiniLM-L6-v2" --parser-steps 2500 1500
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pack import KEY

WHAT = {
    "encoder/": "MiniLM, 6 layers, 384 wide, 22 M parameters, uncased",
    "parser.pt": "graph-based dependency parser",
    "tagger.pt": "UPOS, XPOS, features",
    "ner.pt": "names: PERSON, ORG, LOC, NORP",
    "lemmatizer.pt": "lemmas",
    "tokenizer.pt": "tokens and sentences",
    "mwt.pt": "multi-word tokens",
}
TREES = "tokenizer, mwt, tagger, lemmatizer, parser, encoder"
DATA = [
    {"name": "all-MiniLM-L6-v2", "use": "start of the encoder", "licence": "Apache-2.0"},
    {"name": "all-mpnet-base-v2, the teacher", "use": "trees, tags and names for tagger, parser, encoder",
     "licence": "Apache-2.0"},
    {"name": "sentences of PolNeAR 1.0 (Newell, Margolin, Ruths 2018), training part, read by the teacher",
     "use": "tagger, parser, encoder", "licence": "none stated; texts of their publishers, none of them kept here"},
    {"name": "sentences of NewsMTSC (Hamborg and Donnay 2021), training part: names read by the teacher",
     "use": "encoder", "licence": "MIT"},
    {"name": "sentences of press releases of president.gov.ua and kremlin.ru (2021 and 2022), read by the teacher",
     "use": "tagger, parser, encoder", "licence": "CC BY 4.0"},
    {"name": "UD English EWT", "use": TREES, "licence": "CC BY-SA 4.0"},
    {"name": "UD English GUM without its non-commercial genres and Reddit", "use": TREES,
     "licence": "CC BY 4.0, CC BY-SA, CC BY 2.5 or public domain, by genre"},
    {"name": "GUM entities (news, interview, speech, academic, court, bio, voyage)", "use": "ner, encoder",
     "licence": "annotation CC BY 4.0, texts as above"},
    {"name": "wikigold", "use": "ner, encoder", "licence": "CC BY 4.0"},
    {"name": "names of office holders and countries (CIA World Leaders 2019) in made sentences", "use": "ner",
     "licence": "public domain; sentences are ours"},
    {"name": "WordNet 3.0 (Princeton University): words and irregular forms", "use": "lemmatizer",
     "licence": "WordNet 3.0 licence (BSD-like)"},
    {"name": "re3d without BBC Online", "use": "ner, encoder",
     "licence": "by source: OGL 3.0, public domain (US), CC BY 3.0 AU, EU legal notice, CC BY-SA"},
]  # fmt: skip


def fingerprint(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def model_files(folder: Path) -> Iterable[Path]:
    """All files of a model folder that a manifest lists."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in ("manifest.json", "MODEL_CARD.md"))


def facts(folder: Path, scores: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """The content of the manifest."""
    return {
        "name": options.name,
        "language": "en",
        "versions": {
            **{package: version(package) for package in ("stanza", "torch", "transformers", "tokenizers")},
            "python": ".".join(platform.python_version_tuple()[:2]),
        },
        "encoder": {"key": KEY, "start": options.start, "parameters": 22_000_000},
        "training": {"seed": 1234, "parser_steps": options.parser_steps, "notes": options.note},
        "data": DATA,
        "scores": scores,
        "files": {p.relative_to(folder).as_posix(): fingerprint(p) for p in model_files(folder)},
    }


def table(header: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def file_table(manifest: dict[str, Any]) -> str:
    """Files with their sizes; the encoder's as one."""
    sizes: dict[str, int] = {}
    for name, entry in manifest["files"].items():
        key = "encoder/" if name.startswith("encoder/") else name
        sizes[key] = sizes.get(key, 0) + entry["bytes"]
    rows = [[f"`{name}`", WHAT.get(name, ""), f"{size / 1e6:.1f}"] for name, size in sizes.items()]
    return table(["file", "what", "MB"], [*rows, ["all", "", f"{sum(sizes.values()) / 1e6:.1f}"]])


def score_tables(scores: dict[str, Any]) -> str:
    """One table per kind of score: parses (with gold tokens in brackets) and names."""
    parses, names = [], []
    for model, parts in scores.items():
        for part in dict.fromkeys(key.split(" ")[0] for key in parts):
            raw, gold = parts.get(f"{part} raw", {}), parts.get(f"{part} gold tokens", {})
            cells = [f"{raw[m]}" + (f" ({gold[m]})" if m in gold else "") if m in raw else "–" for m in METRICS]
            parses += [[model, part, *cells]] if raw else []
            if found := parts.get(f"{part} names"):
                names.append([model, part, *(f"{found[k]:g}" for k in ("all", "PERSON", "ORG", "LOC", "names"))])
    first = table(["model", "data", *METRICS], parses)
    return first + "\n" + table(["model", "data", "all", "PERSON", "ORG", "LOC", "names in the data"], names)


METRICS = ["Tokens", "Sentences", "UPOS", "Lemmas", "UAS", "LAS"]


def card(manifest: dict[str, Any], template: str) -> str:
    """The model card: the template's prose around the tables."""
    data = table(["used for", "data", "licence"], ([d["use"], d["name"], d["licence"]] for d in manifest["data"]))
    return (
        template.replace("{name}", manifest["name"])
        .replace("{files}", file_table(manifest))
        .replace("{data}", data)
        .replace("{notes}", "".join(f"- {note}\n" for note in manifest["training"]["notes"]))
        .replace("{scores}", score_tables(manifest["scores"]))
    )


def main() -> None:
    """Write both files into the model folder."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("models", type=Path)
    args.add_argument("--scores", type=Path, required=True, help="what evaluate.py --out wrote")
    args.add_argument("--name", default="onrecord English v1")
    args.add_argument("--start", default="sentence-transformers/all-MiniLM-L6-v2")
    args.add_argument("--parser-steps", type=int, nargs=2, metavar=("STEPS", "DECAY_FROM"), default=[2500, 1500])
    args.add_argument("--note", action="append", default=[], help="a sentence on this training, for the card")
    o = args.parse_args()
    manifest = facts(o.models, json.loads(o.scores.read_text(encoding="utf-8")), o)
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (o.models / "manifest.json").write_text(text, encoding="utf-8")
    template = (Path(__file__).parent / "card.md").read_text(encoding="utf-8")
    (o.models / "MODEL_CARD.md").write_text(card(manifest, template), encoding="utf-8")


if __name__ == "__main__":
    main()
