"""Learn which candidates report what: the weights of ``cue_ranker`` and the trees of ``gradient_boosting``.

    python -m training.cue_ranker POLNEAR_TRAIN [--out quotes/models/cues] [--docs FILE.spacy …]

POLNEAR_TRAIN is a folder with ``gold.jsonl`` and ``text/``, as for ``training/cue_lexicon.py``. The weights are a
logistic regression's (scikit-learn, which textacy brings) with L2 penalty; features seen in fewer than three
candidates, and weights that round to nothing, are left out. The trees (``training/span_selection.py``) need
``pip install lightgbm``. With saved parses, some five minutes on one core.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator

from quotes.detection.cue_candidates import cue_candidates
from quotes.detection.cue_lexicon import lexicon
from quotes.detection.cue_ranker import BIAS, WEIGHTS, CueRanker, features
from quotes.detection.gradient_boosting import TREES
from quotes.detection.quotation_index import QuotationIndex
from quotes.detection.quote_builder import to_quote
from quotes.detection.readings import draft_from_candidate
from training.attribution_corpus import Gold, agrees, arguments, parsed
from training.span_selection import FOLDS, fold, learn_trees, tables, write_trees

SEEN = 3
PENALTY = 0.3  # scikit-learn's C, chosen on the development part


def examples(corpus: Iterable[Gold]) -> Iterator[tuple[list[str], bool]]:
    """Yield the features of each candidate, and whether the gold has it."""
    cues = lexicon()
    for gold in corpus:
        quoted = QuotationIndex(gold.doc)
        for c in cue_candidates(gold.doc):
            c = c._replace(lemma=cues.known(c.lemma, gold.doc[c.cue].lower_))
            draft = draft_from_candidate(quoted, c, 1.0)
            quote = to_quote(quoted, draft) if draft else None
            if draft and quote:
                right = any(agrees(quote, a) for a in gold.attributions)
                yield sorted(set(features(quoted, c, draft, cues))), right


def learn(found: Iterable[tuple[list[str], bool]]) -> dict[str, float]:
    """Return the weights of a logistic regression by feature name."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    names, right = zip(*found, strict=True)
    vectorizer = CountVectorizer(analyzer=lambda row: row, binary=True, min_df=SEEN)
    model = LogisticRegression(C=PENALTY, solver="liblinear", max_iter=500)
    model.fit(vectorizer.fit_transform(names), np.array(right))
    weights = {BIAS: float(model.intercept_[0])}
    weights.update(zip(vectorizer.get_feature_names_out(), model.coef_[0].tolist(), strict=True))
    return {name: weight for name, weight in weights.items() if abs(weight) >= 0.005}


def main() -> None:
    """Write weights and trees."""
    given = arguments(__doc__, "quotes/models/cues")
    corpus = list(parsed(given.folder, given.docs))
    found = [(fold(gold), list(examples([gold]))) for gold in corpus]
    rankers = [CueRanker(learn(e for k, rows in found if k != left_out for e in rows)) for left_out in range(FOLDS)]
    content, source = tables(corpus, rankers)
    print(f"{len(corpus)} articles, {len(content.right)} choices of content, {len(source.right)} of source")
    given.out.mkdir(parents=True, exist_ok=True)
    write_trees(given.out / TREES.name, learn_trees(content, source))
    weights = learn(e for _, rows in found for e in rows)
    lines = [f"{name}\t{weight:.2f}\n" for name, weight in sorted(weights.items())]
    (given.out / WEIGHTS.name).write_bytes(gzip.compress("".join(lines).encode("utf-8"), mtime=0))
    print(f"{len(lines)} weights")


if __name__ == "__main__":
    main()
