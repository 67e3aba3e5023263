"""Articles to spaCy ``Doc``s through Stanza."""
