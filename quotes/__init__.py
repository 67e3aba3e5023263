"""Find statements: read articles, parse them, and find every quotation with its cue and the words for its source.

Read in this order: ``types`` has the values that everything speaks of; ``readers`` turns files into articles;
``quotation_marks`` pairs the marks of a text and finds its paragraphs; ``parser`` makes a spaCy ``Doc`` of an
article through Stanza; ``syntax`` answers questions about the grammar of a ``Doc``; ``detection`` finds the
statements in it, beginning with ``detection.find``. ``models`` has weights alone.
"""

from pathlib import Path

MODELS = Path(__file__).parent / "models"
"""The weights that ship: ``en/`` for the parser, ``cues/`` for the detection of statements."""
