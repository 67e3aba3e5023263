"""One person, one target over many articles: joined and kept apart by decisions, which are replayed and can be undone.

1. ``decisions``: what people and targets share: the replay, and merge, split, rename, undo.
2. ``speaker_identity`` and ``target_identity``: whose each name of an article is, by the decisions.
3. ``people`` and ``targets``: the calls a person, or the command line, makes.
4. ``resolve``: people found to be one by like names and evidence (``profiles``, ``officials``), merged or proposed.
5. ``similar_targets``: groups of targets that may be one, for a person to merge.
6. ``reviews``: what a person judged about single statements.
"""
