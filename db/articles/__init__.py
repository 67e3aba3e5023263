"""Articles with all that was found in them: saved, and loaded as they were."""
