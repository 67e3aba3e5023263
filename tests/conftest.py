"""Fixtures of more than one test module."""

import pytest
from click.testing import CliRunner

import onrecord.pipeline
from onrecord.cli import cli
from tests.factories import toy_pipeline


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run the command line in an empty folder, with a toy pipeline in the place of the models."""
    monkeypatch.setattr(onrecord.pipeline, "Pipeline", toy_pipeline)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments, **options):
        result = CliRunner().invoke(cli, [str(a) for a in arguments], **options)
        assert "Traceback" not in result.output
        return result

    return invoke
