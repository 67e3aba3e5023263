"""Find statements: parse articles, and find every quotation with its cue and the words for its source."""

from pathlib import Path

MODELS = Path(__file__).parent / "models"
"""The weights that ship: ``en/`` for the parser, ``cues/`` for the detection of statements."""
