"""Names of people, organisations and places: where an article has them, and which are alike."""
