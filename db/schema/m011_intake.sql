ALTER TABLE articles ADD COLUMN language TEXT;
ALTER TABLE articles ADD COLUMN copy_of TEXT REFERENCES articles(id) ON DELETE SET NULL;
CREATE INDEX articles_copy_of ON articles(copy_of);

-- By what near-copies of an article's text are found: they share at least one of these numbers (db/articles/copies.py).
CREATE TABLE text_bands (
  band INTEGER NOT NULL, article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE, PRIMARY KEY (band, article_id)
) WITHOUT ROWID;
-- The addresses that were fetched, with what a server needs to tell whether they changed.
CREATE TABLE fetched (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT) WITHOUT ROWID;
CREATE INDEX text_bands_article ON text_bands(article_id);
CREATE INDEX articles_sha256 ON articles(sha256);
