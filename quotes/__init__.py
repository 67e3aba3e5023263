"""Find statements: read articles, parse them, mark quotations, pair cues with contents and sources."""
