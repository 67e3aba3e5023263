"""Articles with all that was found in them: saved, and loaded as they were.

Begin with ``store`` (``save``, and a run of the command as a row), then ``write`` (the rows of an analysis), ``copies``
(which articles are copies of others), ``load`` (the way back); ``columns`` says which fields both take as they are.
"""
