"""The schema: what the migrations make is what ``current.sql`` shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from db.schema import migrations
from tests import ROOT

CURRENT = Path(migrations.__file__).with_name("current.sql")


def test_current_sql_is_what_the_migrations_make() -> None:
    done = subprocess.run([sys.executable, "-m", "db.schema"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout == CURRENT.read_text("utf-8"), "run: python -m db.schema > db/schema/current.sql"


def test_every_sql_file_belongs_to_a_migration() -> None:
    code = Path(migrations.__file__).read_text("utf-8")
    files = {file.name for file in CURRENT.parent.glob("*.sql")} - {CURRENT.name}
    assert files == {name for name in files if f'"{name}"' in code}
