"""Words and what they tell: nouns, given names, countries."""
