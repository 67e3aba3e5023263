"""Model directories are checked before they are loaded, and nothing is ever downloaded."""

import json
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from quotes.parser.stanza_pipeline import EMBEDDED, ENCODER, FILES, ModelError, check, fingerprints, load_pipeline

MODEL = Path(os.environ.get("ONRECORD_MODEL") or EMBEDDED)


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture
def directory(tmp_path):
    """A model directory with the right names and no sense in its files."""
    (tmp_path / ENCODER).mkdir()
    for name in (*FILES.values(), f"{ENCODER}/model.safetensors", f"{ENCODER}/config.json"):
        (tmp_path / name).write_bytes(name.encode())
    write_manifest(tmp_path)
    return tmp_path


def write_manifest(directory):
    (directory / "manifest.json").write_text(json.dumps({"files": fingerprints(directory)}))


def test_whole_directory_passes(directory):
    check(directory)


def test_missing_directory(tmp_path):
    with pytest.raises(ModelError, match="no model directory"):
        load_pipeline(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", [FILES["ner"], f"{ENCODER}/model.safetensors"])
def test_missing_file(directory, name):
    (directory / name).unlink()
    (directory / "manifest.json").unlink()
    with pytest.raises(ModelError, match=name):
        load_pipeline(str(directory))


def test_missing_file_that_only_the_manifest_knows(directory):
    (directory / ENCODER / "config.json").unlink()
    with pytest.raises(ModelError, match=r"config\.json, which its manifest lists"):
        check(directory)


def test_changed_file_of_the_same_size(directory):
    path = directory / FILES["depparse"]
    path.write_bytes(bytes(reversed(path.read_bytes())))
    with pytest.raises(ModelError, match=r"parser\.pt is not the file"):
        load_pipeline(str(directory))


def test_truncated_file(directory):
    path = directory / FILES["pos"]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelError, match=r"tagger\.pt is not the file"):
        check(directory)


@pytest.mark.parametrize("manifest", ["", "[]", '{"data": []}', '{"files": 3}'])
def test_senseless_manifest(directory, manifest):
    (directory / "manifest.json").write_text(manifest)
    with pytest.raises(ModelError, match=r"manifest\.json"):
        check(directory)


def test_weights_that_are_none(directory):
    with pytest.raises(ModelError, match="cannot be read"):
        load_pipeline(str(directory))


def test_official_models_that_are_not_there(monkeypatch, no_network):
    monkeypatch.setattr("stanza.Pipeline", _pipeline_without_resources)
    with pytest.raises(ModelError, match=r"stanza\.download\('en'\)"):
        load_pipeline("stanza")


def _pipeline_without_resources(*args, **kwargs):
    from stanza.pipeline.core import Pipeline

    with tempfile.TemporaryDirectory() as empty:
        return Pipeline(*args, dir=empty, **kwargs)


@pytest.mark.skipif(not (EMBEDDED / FILES["ner"]).exists(), reason="models are not in the repository")
def test_embedded_models_have_a_manifest_with_every_file():
    manifest = json.loads((EMBEDDED / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == fingerprints(EMBEDDED)
    assert (EMBEDDED / "MODEL_CARD.md").exists()


@pytest.mark.model
def test_loading_opens_no_connection_and_leaves_no_files(no_network, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pipeline = load_pipeline(str(MODEL))
    assert list(pipeline.processors) == list(FILES)
    assert list(tmp_path.glob("onrecord-*")) == []


@pytest.mark.model
def test_loading_makes_no_optimizers_and_leaves_stanza_able_to():
    from stanza.models.common import utils

    before = utils.get_optimizer, utils.get_split_optimizer
    pipeline = load_pipeline(str(MODEL))
    assert not pipeline.processors["pos"].trainer.optimizers
    assert (utils.get_optimizer, utils.get_split_optimizer) == before


@pytest.mark.model
def test_weights_may_ask_for_their_encoder_by_another_name(tmp_path):
    import torch

    shutil.copytree(MODEL, tmp_path / "en", ignore=shutil.ignore_patterns("manifest.json"))
    for processor in ("pos", "depparse", "ner"):
        path = tmp_path / "en" / FILES[processor]
        weights = torch.load(path, weights_only=True)
        weights["config"]["bert_model"] = "some-other-name"
        torch.save(weights, path, _use_new_zipfile_serialization=False)
    document = load_pipeline(str(tmp_path / "en"))("Selma Tarrow resigned.")
    assert [w.upos for w in document.sentences[0].words] == ["PROPN", "PROPN", "VERB", "PUNCT"]
