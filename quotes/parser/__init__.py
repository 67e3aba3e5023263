"""Articles to spaCy ``Doc``s through Stanza.

Read in this order: ``parse`` is the pipeline; ``sentences`` cuts texts into pieces and repairs what the tokenizer
gets wrong; ``stanza_steps`` is Stanza as it is, and ``fast`` the same steps in less time; ``doc`` makes the ``Doc``
of what they find. ``stanza_pipeline`` loads the models. ``embeddings`` reads vectors of single words without a
parse, ``memory`` gives memory back.
"""
