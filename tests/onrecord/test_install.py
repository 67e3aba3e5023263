"""What an installation holds: a wheel made from the tracked files, and the two commands of the README."""

import configparser
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import ROOT


def tracked():
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    return [Path(name) for name in done.stdout.split("\0") if name]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, source / path)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(source)],
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode and "No module named pip" in done.stderr:
        pytest.skip("this environment has no pip")
    assert done.returncode == 0, done.stderr
    [path] = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield set(archive.namelist())


def test_wheel_holds_all_code_and_data(wheel):
    parts = [p for p in tracked() if p.parts[0] in ("quotes", "attribution", "db", "onrecord")]
    assert {p.as_posix() for p in parts if p.suffix != ".md"} - wheel == set()
    

def test_wheel_holds_nothing_else(wheel):
    top = {name.split("/")[0] for name in wheel}
    assert {name for name in top if not name.endswith(".dist-info")} == {"attribution", "db", "onrecord", "quotes"}


def test_the_command_is_onrecord(wheel):
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    assert "onrecord = onrecord.cli:cli" in config["options.entry_points"]["console_scripts"]
    assert not any("test" in name for name in config["options"]["packages"].split())
