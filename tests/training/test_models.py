"""The training recipe runs from corpora to models that load, on sentences of our own and a random encoder."""

import json
import sys

import pytest

from tests import ROOT

RECIPE = ROOT / "training" / "models"
sys.path.insert(0, str(RECIPE))

SENTENCE = """\
# newdoc id = {doc}
# newpar
# sent_id = {doc}-{n}
# text = President Ana Lind didn't visit {place}.
1\tPresident\tPresident\tPROPN\tNNP\tNumber=Sing\t2\tnmod:desc\t_\tEntity=(1-person-new-a-cf1-1-sgl
2\tAna\tAna\tPROPN\tNNP\tNumber=Sing\t6\tnsubj\t_\t_
3\tLind\tLind\tPROPN\tNNP\tNumber=Sing\t2\tflat\t_\tEntity=1)
4-5\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
4\tdid\tdo\tAUX\tVBD\tTense=Past\t6\taux\t_\t_
5\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t_\t_
6\tvisit\tvisit\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\t_
7\t{place}\t{place}\tPROPN\tNNP\tNumber=Sing\t6\tobj\t_\tEntity=(2-place-new-a-cf1-1-sgl)|SpaceAfter=No
8\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

# sent_id = {doc}-{n}b
# text = The judge spoke slowly today.
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\tEntity=(3-person-new-a-cf1-1-sgl
2\tjudge\tjudge\tNOUN\tNN\tNumber=Sing\t3\tnsubj\t_\tEntity=3)
3\tspoke\tspeak\tVERB\tVBD\tTense=Past\t0\troot\t_\t_
4\tslowly\tslowly\tADV\tRB\t_\t3\tadvmod\t_\t_
5\ttoday\ttoday\tADV\tRB\t_\t3\tadvmod\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

"""
PLACES = {"train": ["Aros", "Belm", "Cator"], "dev": ["Dorn"], "test": ["Ester"]}


def write_corpora(folder):
    (folder / "gum").mkdir(parents=True)
    for part, places in PLACES.items():
        names = [f"GUM_{'news' if place == 'Cator' else 'bio'}_{place.lower()}" for place in places]
        if part == "dev":
            names, places = [*names, "GUM_news_falk"], [*places, "Falk"]
        texts = [SENTENCE.format(doc=d, n=1, place=p) for d, p in zip(names, places, strict=True)]
        (folder / f"en_tiny-ud-{part}.conllu").write_text("".join(texts) * 4)
        for name, text in zip(names, texts, strict=True):
            (folder / "gum" / f"{name}.conllu").write_text(text)
    (folder / "wikigold").mkdir()
    (folder / "wikigold" / "wikigold.conll.txt").write_text("Ana I-PER\nmet O\nBelm I-LOC\n. O\n\n" * 20)
    (folder / "re3d" / "UK_Government").mkdir(parents=True)
    rows = "The B-Organisation\nUN I-Organisation\ntold O\nofficials B-Organisation\n. O\n\n"
    (folder / "re3d" / "UK_Government" / "a.conll").write_text(rows)


def write_wordnet(folder):
    """Files in WordNet's format: word, part, senses, pointers, how often it is used, places."""
    folder.mkdir()
    head = "  1 A licence stands here.\n"
    verbs = ["ban", "bid", "cancel", "carry", "condemn", "die", "echo", "free", "sing", "singe", "use", "vet"]
    used = "".join(f"{verb} v 1 2 @ ~ 1 {0 if verb == 'bid' else 3} 00000001  \n" for verb in verbs)
    (folder / "index.verb").write_text(head + used + "act_up v 1 0 1 2 00000002  \n")
    (folder / "verb.exc").write_text(
        "banned ban\nbanning ban\nacted_up act_up\ncancelled cancel\ndying die\nsang sing\nsung sing\n"
    )
    (folder / "index.noun").write_text(head + "judge n 1 0 1 5 00000003  \nman n 1 0 1 9 00000004  \n")
    (folder / "noun.exc").write_text("men man\n")
    return folder


def write_encoder(folder):
    from transformers import BertConfig, BertModel

    BertModel(
        BertConfig(vocab_size=write_vocabulary(folder), hidden_size=24, num_hidden_layers=6, num_attention_heads=2,
                   intermediate_size=32, max_position_embeddings=64)
    ).save_pretrained(folder)  # fmt: skip


def write_teacher(folder):
    from transformers import MPNetConfig, MPNetModel

    MPNetModel(
        MPNetConfig(vocab_size=write_vocabulary(folder), hidden_size=32, num_hidden_layers=6, num_attention_heads=2,
                    intermediate_size=32, max_position_embeddings=80, pad_token_id=0)
    ).save_pretrained(folder)  # fmt: skip


def write_vocabulary(folder):
    """Write a tokenizer of single letters; return how many pieces it knows."""
    from transformers import BertTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz.,'\""
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True, model_max_length=64).save_pretrained(folder)
    (folder / "special_tokens_map.json").write_text("{}")
    return len(vocabulary)


def write_silver(folder, monkeypatch):
    """Let a teacher read two sentences, sure or not."""
    import prepare
    import silver
    import silver_names

    monkeypatch.setattr(silver, "SURE", 0)
    monkeypatch.setattr(silver_names, "SURE", 0)
    write_teacher(folder / "teacher")
    (folder / "text.txt").write_text("Mira Tolland won’t resign, she said. “No,” the minister told Ana Lind.")
    prepare.prepare(folder / "corpora", folder / "corpora", folder / "work" / "data", 24)
    where = [str(folder / "work" / "data"), str(folder / "teacher"), str(folder / "text.txt")]
    silver.main([*where, "--out", str(folder / "silver"), "--steps", "4", "2", "1"])
    trees = (folder / "silver" / "trees.conllu").read_text().strip().split("\n\n")
    assert sorted(" ".join(row.split("\t")[1] for row in tree.split("\n")) for tree in trees) == [
        "Mira Tolland wo n’t resign , she said .", "“ No , ” the minister told Ana Lind ."
    ]  # fmt: skip
    for tree in trees:
        assert [row.split("\t")[6] for row in tree.split("\n")].count("0") == 1
    assert len(json.loads((folder / "silver" / "names.json").read_text())) == 2


def test_gum_mentions_become_bare_names(tmp_path):
    from ner_corpora import read_gum

    path = tmp_path / "doc.conllu"
    path.write_text(SENTENCE.format(doc="GUM_bio_x", n=1, place="Aros"))
    first, second = read_gum(path)
    assert [(w, t) for w, t in first if t != "O"] == [
        ("Ana", "B-PERSON"),
        ("Lind", "I-PERSON"),
        ("Aros", "B-LOC"),
    ]
    assert all(t == "O" for _, t in second)


def test_re3d_keeps_names_without_articles_and_drops_nominals(tmp_path):
    from ner_corpora import read_re3d

    path = tmp_path / "doc.conll"
    path.write_text("The B-Organisation\nUnited I-Organisation\nNations I-Organisation\ntold O\nus B-Person\n")
    assert [t for _, t in read_re3d(path, frozenset())[0]] == ["O", "B-ORG", "I-ORG", "O", "O"]


def test_quotatives_are_trees_with_the_source_as_subject(tmp_path):
    import quotatives

    path = tmp_path / "trees.conllu"
    path.write_text(SENTENCE.format(doc="d", n=1, place="Aros"))
    for seed in range(40):
        rows = [line.split("\t") for line in quotatives.make(path, 1, seed).split("\n") if line[:1].isdigit()]
        heads = {row[0]: row[6] for row in rows}
        cue = next(row for row in rows if row[6] == "0")
        assert {row[7] for row in rows if row[6] == cue[0]} >= {"ccomp", "nsubj", "punct"}
        for word in heads:
            seen = set()
            while word != "0":
                assert word not in seen
                seen.add(word)
                word = heads[word]


@pytest.mark.model
def test_the_lemmatizer_gets_the_forms_of_words_that_are_used(tmp_path):
    from made_forms import made_forms

    found = {(form, upos): lemma for form, lemma, upos in made_forms(write_wordnet(tmp_path / "w"), {("uses", "VERB")})}
    verbs = {form: lemma for (form, upos), lemma in found.items() if upos == "VERB"}
    assert {form: lemma for form, lemma in verbs.items() if lemma in ("ban", "cancel", "carry", "condemn")} == {
        "bans": "ban", "banned": "ban", "banning": "ban",
        "cancels": "cancel", "cancelled": "cancel", "canceled": "cancel", "canceling": "cancel",
        "carries": "carry", "carried": "carry", "carrying": "carry",
        "condemns": "condemn", "condemned": "condemn", "condemning": "condemn",
    }  # fmt: skip
    assert {form for form, lemma in verbs.items() if lemma == "die"} == {"dies", "died", "dying"}
    assert {form for form, lemma in verbs.items() if lemma == "free"} == {"frees", "freed", "freeing"}
    assert {form for form, lemma in verbs.items() if lemma == "use"} == {"used", "using"}, "the treebank has the other"
    assert verbs["echoes"] == "echo" and verbs["sung"] == "sing"
    assert "singing" not in verbs, "of two words"
    assert not {"vetting", "veting", "bids", "acts_up"} & verbs.keys(), "unsure, unused, not one word"
    assert found["judges", "NOUN"] == "judge" and found["men", "NOUN"] == "man" and ("mans", "NOUN") not in found


def test_the_recipe_runs_end_to_end(tmp_path, monkeypatch):
    import torch
    import train
    from pack import load

    from quotes.parser.stanza_pipeline import load_pipeline

    write_corpora(tmp_path / "corpora")
    write_encoder(tmp_path / "start")
    corpora = ["--treebank", str(tmp_path / "corpora"), "--ner", str(tmp_path / "corpora")]
    write_wordnet(tmp_path / "wordnet")
    write_silver(tmp_path, monkeypatch)
    folders = {"encoder": "start", "work": "work", "out": "en", "wordnet": "wordnet", "silver": "silver"}
    places = [text for name, folder in folders.items() for text in (f"--{name}", str(tmp_path / folder))]
    train.main(["--tiny", *corpora, *places])
    assert "GUM_news_falk" not in (tmp_path / "work" / "data" / "dev.conllu").read_text()
    assert json.loads((tmp_path / "work" / "data" / "ner.news.json").read_text())
    pipeline = load_pipeline(str(tmp_path / "en"))
    assert pipeline.processors["lemma"].trainer.predict_dict([("condemned", "VERB"), ("spoke", "VERB")]) == [
        "condemn", "speak"
    ]  # fmt: skip
    document = pipeline("Ana Lind didn't speak.")
    assert all(word.upos and word.deprel for sentence in document.sentences for word in sentence.words)

    again = ["--encoder", str(tmp_path / "start"), "--work", str(tmp_path / "more"), "--out", str(tmp_path / "en2")]
    train.main(["--tiny", *corpora, *again, "--go-on", str(tmp_path / "en"), "--only", "finetuned"])
    saved = tmp_path / "more" / "saved"
    start, end, halfway = (load(saved / f"{name}.pt")["model"] for name in ("joined", "finetuned", "halfway"))
    moved = [name for name in halfway if not torch.equal(start[name], end[name])]
    assert any(name.startswith("bert_model.") for name in moved) and "deprel.W1.weight" in moved
    assert all(torch.allclose(halfway[name], (start[name] + end[name]) / 2, atol=1e-6) for name in moved)
    assert torch.equal(load(saved / "parser.pt")["model"]["deprel.W1.weight"], halfway["deprel.W1.weight"])


def test_the_card_that_ships_is_made_of_its_manifest_and_the_template():
    import manifest

    folder = ROOT / "quotes" / "models" / "en"
    known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    template = (RECIPE / "card.md").read_text(encoding="utf-8")
    assert known["data"] == manifest.DATA
    assert manifest.card(known, template) == (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
