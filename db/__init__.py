"""Keep analyses in one SQLite file, join what is one over many articles, and ask and browse the result.

Read in this order:

1. ``schema/current.sql``: the tables; ``schema``: how a database is opened, made and brought up to date.
2. ``articles``: an analysis saved and loaded as it was.
3. ``merging``: one person, one target over many articles, by evidence and by what people decide; reviews.
4. ``queries``: the named queries, shared by the command line and the pages; ``comparison``: who is for or against what,
   with intervals; ``exports`` and ``plots``: comparisons for other tools, and as pictures.
5. ``browse``: the pages, a plugin of Datasette.

``names`` has the forms in which names are looked up, and what copies of one statement share.
"""
