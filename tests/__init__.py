"""Tests, in the folders of what they test."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
"""Data that lie beside a developer's checkout; a test that needs them skips, saying so, where they are missing."""
