"""How well names of one thing are told from names of two: pairs written for this, by several measures.

    python -m benchmarks.similar_targets

Prints the area under the ROC curve (1: every pair of one thing is more alike than every pair of two; 0.5: chance) and
what passes the threshold of ``similar_targets``, which was chosen on these pairs. The encoder's layers are averaged
over the words of a name.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from attribution.stance.similar_targets import ALIKE, LIGHT, similarities, stem
from quotes.parser.embeddings import ENCODER

ONE = """
air defence deliveries = supplying Patriot systems
air defence deliveries = delivery of air defence systems
use of frozen assets = confiscation of frozen assets
grain exports = export of grain
gas deliveries = gas supplies
sanctions against banks = banking sanctions
oil embargo = ban on oil imports
prisoner exchange = exchange of prisoners
peace talks = peace negotiations
nuclear disarmament = reduction of nuclear arsenals
EU membership = accession to the European Union
climate policy = measures against climate change
missile strikes on cities = shelling of residential areas
truce = ceasefire
tax cuts = lower taxes
minimum wage increase = raising the minimum wage
humanitarian corridors = evacuation routes for civilians
security guarantees = guarantees of security
price cap = cap on prices
refugee hotels = hotels for refugees
dam project = construction of the dam
judicial reform = reform of the courts
arms shipments = weapons deliveries
aid for farmers = farm subsidies
school closures = closing of schools
"""
TWO = """
air defence deliveries = gas deliveries
air defence deliveries = grain exports
use of frozen assets = use of nuclear weapons
grain exports = oil embargo
sanctions against banks = aid for banks
prisoner exchange = exchange of data
peace talks = tax talks
EU membership = NATO membership
climate policy = tax policy
missile strikes on cities = teachers' strikes
truce = trade
tax cuts = power cuts
minimum wage increase = price increase
humanitarian corridors = gas corridor
security guarantees = loan guarantees
price cap = price of bread
refugee hotels = hotel taxes
dam project = railway project
judicial reform = pension reform
arms shipments = grain shipments
aid for farmers = aid for refugees
school closures = port closures
nuclear disarmament = nuclear energy
oil embargo = oil prices
ceasefire = fire service
"""
Measure = Callable[[str, str], float]


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(one, other) for one, _, other in (line.partition(" = ") for line in text.split("\n") if line)]


def _by_words(one: str, other: str) -> float:
    return float(similarities([one, other])[0, 1])


def _by_stems(one: str, other: str) -> float:
    first, second = ({stem(w) for w in name.lower().split() if w not in LIGHT} for name in (one, other))
    return len(first & second) / len(first | second)


def _layers() -> dict[str, Measure]:
    """Return a measure for each layer of the encoder: the cosine of the names' mean vectors."""
    import torch

    from quotes.parser.fast.encoder import Encoder, load_bert

    bert, _ = load_bert(ENCODER)
    count = bert.config.num_hidden_layers

    def measure(number: int) -> Measure:
        weights = torch.tensor([[float(i == number) - 1 / count for i in range(count)]])
        encoder = Encoder(bert, [SimpleNamespace(weight=weights, in_features=count)], quantize=False)

        def cosine(one: str, other: str) -> float:
            with torch.no_grad():
                first, second = (hidden[0, 1:].mean(0) for hidden in encoder([one.split(), other.split()]))
            return float(torch.cosine_similarity(first, second, dim=0))

        return cosine

    return {f"encoder, layer {number + 1}": measure(number) for number in range(count)}


def main() -> None:
    """Print the measures."""
    one, two = _pairs(ONE), _pairs(TWO)
    print(f"{len(one)} pairs of one thing, {len(two)} of two\n")
    for name, measure in {"least matched word": _by_words, "shared stems": _by_stems, **_layers()}.items():
        same, other = ([measure(*pair) for pair in pairs] for pairs in (one, two))
        area = np.mean([(a > b) + (a == b) / 2 for a in same for b in other])
        print(f"{name:<24}{area:.3f}")
    passed = [sum(_by_words(*pair) >= ALIKE for pair in pairs) for pairs in (one, two)]
    print(f"\nalike at {ALIKE}: {passed[0]} pairs of one thing, {passed[1]} of two")


if __name__ == "__main__":
    main()
