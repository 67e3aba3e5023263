"""How much is taken of one document, in every format."""

MAX_CHARACTERS = 1_000_000
"""The longest article taken, some 30,000 words: beyond it analysis takes minutes and soon hours."""
MAX_BYTES = 20_000_000
"""The most read of a file, or of a line of a .jsonl file, before it is given up."""

DEEPEST = 2
"""Archives in archives, and messages attached to messages."""
