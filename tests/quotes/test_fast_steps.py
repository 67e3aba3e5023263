"""Every shortcut against Stanza unpatched, on sentences of our own; int8 is compared by what it changes."""

import warnings

import numpy as np
import pytest
import torch

from quotes.parser.doc import LONE_SURROGATE
from quotes.parser.fast.encoder import load_bert
from quotes.parser.fast.layers import BiLSTM, Packing, linear, weight_scales
from quotes.parser.fast.spanning_tree import best_tree
from quotes.parser.fast.steps import CHECKED, FastSteps, has_known_layers, load_steps
from quotes.parser.stanza_pipeline import load_pipeline
from quotes.parser.stanza_steps import StanzaSteps
from tests.quotes.test_parse import ODD

TEXTS = [
    "“We won’t sign,” Selma Tarrow, Karsk’s finance minister, told reporters in Brenford at 7 p.m. on Monday.",
    "The harbour board said that no ship had left since March; its chairman, Ivo Brandt, called the closure illegal.",
    "Asked whether the Velian government would pay, the spokeswoman replied: \"That isn't for me to say!!!\"",
    "Mr. Orlo can't attend. He’s ill. Write to press@harbour.example or see https://harbour.example/news.",
    "KARSK QUITS TALKS",
    "7.30 a.m.  –  two   spaces and\ta tab",
    "“It is a lie” “It is not” he said she said that they said it was said.",
    "She thanked the people of North Velia, Karsk and the Free Ports for 12,000 tonnes of grain, which, she added, "
    "had been promised by the former government in 2029, delivered by nobody, and paid for twice.",
]
LONG = " ".join(TEXTS[-1:] * 8)  # more than the tokenizer reads at once


@pytest.fixture(scope="module")
def plain():
    return StanzaSteps(load_pipeline())


@pytest.fixture(scope="module")
def exact():
    return FastSteps(load_pipeline(None, load_bert), quantize=False)


@pytest.fixture(scope="module")
def quick():
    return FastSteps(load_pipeline(None, load_bert))


@pytest.fixture(scope="module")
def sentences(plain):
    return [[sentence for found in plain.split(TEXTS) for sentence in found]]


@pytest.mark.model
def test_tokens_sentences_and_expansions_are_stanzas(plain, exact):
    texts = [*TEXTS, LONG]
    assert exact.split(texts) == plain.split(texts)


@pytest.mark.model
def test_tags_trees_and_lemmas_are_stanzas(plain, exact, sentences):
    for ours, theirs in zip(exact.tag(sentences)[0], plain.tag(sentences)[0], strict=True):
        assert (ours.upos, ours.xpos) == (theirs.upos, theirs.xpos)
        assert (ours.heads, ours.deprels) == (theirs.heads, theirs.deprels)
        common = [i for i, tag in enumerate(ours.upos) if tag != "PROPN"]
        assert [ours.lemmas[i] for i in common] == [theirs.lemmas[i] for i in common]


@pytest.mark.model
def test_odd_texts_are_cut_and_tagged_as_by_stanza(plain, exact):
    texts = [part for text in ODD if not LONE_SURROGATE.search(text) for part in text.split("\n\n")]
    found = plain.split(texts)
    assert exact.split(texts) == found
    sentences = [[sentence for part in found for sentence in part if len(sentence) < 200]]
    for ours, theirs in zip(exact.tag(sentences)[0], plain.tag(sentences)[0], strict=True):
        assert (ours.upos, ours.xpos) == (theirs.upos, theirs.xpos)
        assert (ours.heads, ours.deprels) == (theirs.heads, theirs.deprels)


@pytest.mark.model
def test_names_are_stanzas_in_sentences_without_multi_word_tokens(plain, exact, sentences):
    simple = [[s for s in sentences[0] if all(len(token.words) == 1 for token in s)]]
    ours, theirs = exact.tag(simple)[0], plain.tag(simple)[0]
    assert [tags.names for tags in ours] == [tags.names for tags in theirs]
    assert any(tags.names for tags in ours)


@pytest.mark.model
def test_int8_changes_few_words(exact, quick, sentences):
    pairs = list(zip(quick.tag(sentences)[0], exact.tag(sentences)[0], strict=True))
    words = sum(len(ours.heads) for ours, _ in pairs)
    for field in ("upos", "xpos", "heads", "deprels"):
        same = sum(
            a == b for ours, theirs in pairs for a, b in zip(getattr(ours, field), getattr(theirs, field), strict=True)
        )
        assert same >= 0.94 * words, field


@pytest.mark.model
def test_encoder_is_that_of_the_transformers_library(plain, exact, sentences):
    from stanza.models.common.bert_embedding import extract_bert_embeddings

    words = [[word for token in sentence for word in token.words] for sentence in sentences[0]]
    model = plain.processors["depparse"].trainer.model
    with torch.no_grad():
        theirs = extract_bert_embeddings("", model.bert_tokenizer, model.bert_model, words, "cpu", True,
                                         bert_layer_mix=model.bert_layer_mix)  # fmt: skip
        ours = exact.encoder(words)
    for expected, found in zip(theirs, ours, strict=True):
        assert torch.allclose(expected[:-1], found[1], atol=1e-4)


@pytest.mark.model
def test_sentence_longer_than_bert_is_read_in_parts(exact):
    (hidden,) = exact.encoder([["stone"] * 1200])
    assert hidden.shape[1] == 1201 and bool(hidden.isfinite().all())


@pytest.mark.model
def test_caches_are_bounded(exact, sentences, monkeypatch):
    from quotes.parser.fast import encoder, heads, steps

    before = exact.tag(sentences)
    for module in (encoder, heads, steps):
        monkeypatch.setattr(module, "CACHED_WORDS", 3)
    many = [[[sentences[0][0][0]._replace(words=(f"word{i}",))] for i in range(30)]]
    exact.tag(many)
    exact.tag(many)
    assert all(len(c) <= 60 for c in (exact.lemmas, exact.encoder.pieces, exact.tagger.spelling.rows))
    assert exact.tag(sentences) == before


@pytest.mark.model
def test_unknown_version_of_stanza_goes_unpatched_and_says_so(monkeypatch):
    monkeypatch.setattr("stanza.__version__", "9.9.9")
    with pytest.warns(UserWarning, match="9.9.9"):
        assert type(load_steps()) is StanzaSteps


@pytest.mark.model
def test_known_version_and_models_take_the_shortcuts():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert type(load_steps()) is FastSteps


@pytest.mark.model
def test_models_of_another_make_are_not_known(plain):
    class Pipeline:
        processors = plain.processors  # read through the transformers library

    assert not has_known_layers(Pipeline)


def test_versions_checked_include_the_one_required():
    import stanza

    assert stanza.__version__ in CHECKED


# --- arithmetic ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [64, 128])
def test_lstm_is_that_of_torch(size):
    torch.manual_seed(1)
    lengths = [9, 7, 7, 3, 1]
    lstm = torch.nn.LSTM(20, size, bidirectional=True, batch_first=True).eval()
    start = torch.randn(2, 1, size), torch.randn(2, 1, size)
    rows = torch.randn(sum(lengths), 20)
    packed = torch.nn.utils.rnn.pack_sequence(list(rows.split(lengths)))
    with torch.no_grad():
        states, _ = lstm(packed, tuple(s.expand(-1, len(lengths), -1).contiguous() for s in start))
        padded, _ = torch.nn.utils.rnn.pad_packed_sequence(states, batch_first=True)
        expected = torch.cat([padded[i, :n] for i, n in enumerate(lengths)])
        assert torch.allclose(BiLSTM(lstm, *start, quantize=False)(rows, Packing(lengths)), expected, atol=1e-5)
        assert (BiLSTM(lstm, *start)(rows, Packing(lengths)) - expected).abs().max() < 0.1


def test_int8_layer_is_close_to_the_layer():
    torch.manual_seed(1)
    layer = torch.nn.Linear(64, 32)
    rows = torch.randn(50, 64)
    with torch.no_grad():
        exact = layer(rows)
        assert torch.allclose(linear(layer.weight, layer.bias, False)(rows), exact)
        assert (linear(layer.weight, layer.bias, True)(rows) - exact).abs().max() < 0.05 * exact.abs().max()


@pytest.mark.parametrize("inputs", [7, 64, 150, 385, 1536])
def test_int8_layer_is_exact_to_the_integer(inputs):
    """Integers computed by numpy, on weights and inputs as large as they come: no sum overflows."""
    rng = np.random.default_rng(inputs)
    signs = rng.choice([-1, 1], (30, inputs))
    signs[:20] = np.where(np.arange(20)[:, None] % 2, 1, -1)  # sums of one sign, as far from zero as they get
    weight = torch.from_numpy(signs * rng.uniform(0.9, 1, signs.shape)).float()
    rows = np.where(rng.random((40, inputs)) < 0.7, 127, rng.integers(-127, 128, (40, inputs)))
    rows[0], rows[1], rows[:, 0] = 127, -127, 127
    with torch.no_grad():
        found = linear(weight, None, True)(torch.from_numpy(rows).float()).numpy()
    scales = weight_scales(weight).numpy()
    expected = rows @ np.round(weight.numpy() / scales[:, None]).astype(np.int64).T * scales
    assert np.allclose(found, expected, rtol=1e-5, atol=1e-3)


def test_weights_in_int8_overflow_no_sum_of_two_products():
    torch.manual_seed(1)
    weight = torch.randn(200, 301) * torch.rand(200, 1)
    integers = (weight / weight_scales(weight)[:, None]).round()
    assert 120 <= integers.abs().max() <= 127
    pairs = torch.nn.functional.pad(integers, (0, 1)).view(200, -1, 2)
    assert all(255 * (sign * pairs).clamp(min=0).sum(2).max() < 2**15 for sign in (1, -1))


def test_int8_row_does_not_depend_on_other_rows():
    torch.manual_seed(1)
    layer = linear(torch.randn(32, 64), torch.randn(32), True)
    rows, loud = torch.randn(9, 64), torch.randn(5, 64) * 1e4
    with torch.no_grad():
        alone = torch.cat([layer(row[None]) for row in rows])
        assert torch.equal(layer(rows), alone)
        assert torch.equal(layer(torch.cat([loud, rows]))[5:], alone)
        assert bool(layer(torch.zeros(1, 64)).isfinite().all())


def test_tree_is_that_of_stanzas_search():
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

    rng = np.random.default_rng(1)
    for _ in range(60):
        size = int(rng.integers(2, 30))
        scores = (rng.normal(size=(size, size)) * 3).astype(np.float32)
        arcs = scores.copy()
        np.fill_diagonal(arcs, -np.inf)
        arcs -= np.log(np.exp(arcs).sum(1, keepdims=True))
        assert best_tree(scores) == chuliu_edmonds_one_root(arcs).tolist()
        assert best_tree(scores)[1:].count(0) == 1


@pytest.mark.model
def test_what_shortcuts_replace_is_not_kept_and_the_judge_shares_the_embeddings(quick):
    from attribution.stance.classifier import PolarityModel

    (pipeline,) = {processor.pipeline for processor in quick.processors.values()}
    assert set(pipeline.processors) == {"mwt", "lemma"}
    assert not quick.tagger.model.bert_model.weights
    assert PolarityModel().trunk.words.data_ptr() == quick.encoder.trunk.words.data_ptr()
