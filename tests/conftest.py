"""Fixtures of more than one test module."""

import subprocess

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


@pytest.fixture
def disk(tmp_path):
    """Mount a file system of 2 MB, and give a way to mount it read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True
        )

    try:
        done = mount("size=2m")
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip(f"mounting is not permitted: {done.stderr.strip()}")
    yield folder, mount
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # Datasette keeps its connections
