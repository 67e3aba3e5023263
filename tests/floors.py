"""Score floors: what the analysis of the hand-annotated articles reached, in tests/floors.json.

    python -m tests.floors            print each score with its floor
    python -m tests.floors --raise    write the scores that are above their floors
    python -m tests.floors --lower    write all scores, also those below their floors

"given the quotes": stances of the quotations and speakers of the gold standard, to tell what their extraction loses
from what stance loses. The articles are analysed over frozen parses, without a model: see tests/frozen.py for how to
make them.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping

from attribution.analyze import analyze
from attribution.json_format import to_json
from onrecord.evaluation.annotations import from_contract
from onrecord.evaluation.corpora import read_corpus
from onrecord.evaluation.gold_quotes import analyse_gold_quotes
from onrecord.evaluation.scores import KINDS, score_corpus
from onrecord.evaluation.speakers import score_roles, score_speakers
from onrecord.evaluation.stances import count_stances
from quotes.parser.doc import new_vocab, to_doc
from quotes.types import Article
from tests import ROOT
from tests.frozen import frozen_parse

TEXTS = ("examples", "tests/articles")
FLOORS = ROOT / "tests/floors.json"

Scores = dict[str, float]


def scores() -> Scores:
    """Return the scores that have floors, by name, from 0 to 1: the higher the better."""
    corpus = read_corpus(str(ROOT / "tests/gold"), [str(ROOT / folder) for folder in TEXTS])
    vocab = new_vocab()
    found, on_gold_quotes = {}, {}
    for id, article in corpus.items():
        doc = to_doc(vocab, article.text, frozen_parse(article.text))
        found[id] = from_contract(to_json(analyze(Article(id, article.text), doc)))
        on_gold = analyse_gold_quotes(Article(id, article.text), doc, article.annotations)
        on_gold_quotes[id] = from_contract(to_json(on_gold))
    compared = score_corpus(corpus, found)
    comparisons = list(compared.comparisons.values())
    gold_quote_comparisons = list(score_corpus(corpus, on_gold_quotes).comparisons.values())
    speakers, roles = score_speakers(comparisons), score_roles(comparisons)
    return {
        "content relaxed": compared.counts["content_relaxed", "all"].f1,
        **{f"triple relaxed, {kind}": compared.counts["triple_relaxed", kind].f1 for kind in KINDS},
        "speakers right": speakers.accuracy,
        "speakers right, of those named": speakers.precision,
        "roles right": roles.accuracy,
        "stances": count_stances(comparisons).f1,
        "stances, precision": count_stances(comparisons).precision,
        "stances, lenient": count_stances(comparisons, lenient=True).f1,
        "stances, given the quotes": count_stances(gold_quote_comparisons).f1,
        "stances, given quotes, precision": count_stances(gold_quote_comparisons).precision,
        "stances, given quotes, lenient": count_stances(gold_quote_comparisons, lenient=True).f1,
    }


def read_floors() -> Scores:
    """Return the floors that are written down."""
    return dict(json.loads(FLOORS.read_text("utf-8"))) if FLOORS.exists() else {}


def new_floors(floors: Mapping[str, float], reached: Mapping[str, float], lower: bool = False) -> Scores:
    """Return the floors after these scores, rounded down to four decimals; without ``lower`` none falls."""
    rounded = {name: math.floor(1e4 * score) / 1e4 for name, score in reached.items()}
    if lower:
        return rounded
    return {name: max(score, floors.get(name, 0.0)) for name, score in rounded.items()}


def main() -> None:
    """Print scores and floors; write the floors where asked."""
    parser = argparse.ArgumentParser(description="Scores on the annotated articles and their floors.")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--raise", dest="change", action="store_const", const="raise", help="write higher floors")
    change.add_argument("--lower", dest="change", action="store_const", const="lower", help="write lower ones, too")
    wanted = parser.parse_args().change
    floors, reached = read_floors(), scores()
    for name, score in reached.items():
        floor = floors.get(name, 0.0)
        print(f"{name:<32}{score:8.4f}   floor {floor:.4f}{'   BELOW' if score < floor else ''}")
    if wanted:
        written = new_floors(floors, reached, lower=wanted == "lower")
        FLOORS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
