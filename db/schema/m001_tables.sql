-- The tables. Positions keep the order of the analysis. "spans" hold [start, end] pairs as JSON, "start" and "end"
-- their outer limits. "folded" is the name in folded case: SQLite itself folds ASCII only.

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, version TEXT NOT NULL, model TEXT, args TEXT
);
CREATE TABLE errors (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), path TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE TABLE articles (
  id TEXT PRIMARY KEY, path TEXT, url TEXT, title TEXT, outlet TEXT, published TEXT, byline TEXT,
  text TEXT NOT NULL, sha256 TEXT NOT NULL, added TEXT NOT NULL, run_id INTEGER REFERENCES runs(id)
);
-- Who speaks, holds a stance or holds a role. article_id: the name alone does not tell who it is ("Smith",
-- "local officials"), so the speaker belongs to that article; nth tells its namesakes there apart.
CREATE TABLE speakers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, wikidata TEXT,
  article_id TEXT REFERENCES articles(id), nth INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE aliases (
  speaker_id INTEGER NOT NULL REFERENCES speakers(id), alias TEXT NOT NULL, folded TEXT NOT NULL,
  PRIMARY KEY (speaker_id, alias)
);
-- All entities of an article, whether they speak or not.
CREATE TABLE entities (
  id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), position INTEGER NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, shared INTEGER NOT NULL, speaker_id INTEGER REFERENCES speakers(id)
);
CREATE TABLE mentions (
  entity_id INTEGER NOT NULL REFERENCES entities(id), position INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, form TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (entity_id, position)
);
CREATE TABLE roles (
  id INTEGER PRIMARY KEY, speaker_id INTEGER NOT NULL REFERENCES speakers(id), title TEXT NOT NULL,
  organisation TEXT, stated TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles(id),
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, as_of TEXT,
  entity_id INTEGER NOT NULL REFERENCES entities(id), position INTEGER NOT NULL
);
CREATE TABLE quotes (
  id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), kind TEXT NOT NULL,
  content TEXT NOT NULL, cue TEXT NOT NULL, source TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, spans TEXT NOT NULL,
  parent_id TEXT REFERENCES quotes(id) DEFERRABLE INITIALLY DEFERRED,
  rule TEXT NOT NULL, confidence REAL NOT NULL, position INTEGER NOT NULL
);
CREATE TABLE quote_speakers (
  quote_id TEXT NOT NULL REFERENCES quotes(id), speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  role_id INTEGER REFERENCES roles(id), rule TEXT NOT NULL, confidence REAL NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities(id), position INTEGER NOT NULL,
  PRIMARY KEY (quote_id, position)
);
CREATE TABLE targets (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT, parent_id INTEGER REFERENCES targets(id),
  folded TEXT NOT NULL
);
CREATE TABLE stances (
  id INTEGER PRIMARY KEY, quote_id TEXT NOT NULL REFERENCES quotes(id),
  speaker_id INTEGER REFERENCES speakers(id), target_id INTEGER NOT NULL REFERENCES targets(id),
  polarity INTEGER NOT NULL, strength REAL NOT NULL, act TEXT NOT NULL, commitment TEXT NOT NULL,
  basis TEXT NOT NULL, evidence TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  spans TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL,
  entity_id INTEGER REFERENCES entities(id), position INTEGER NOT NULL
);
-- What a person judged. No foreign key: a review outlives the re-analysis of its quote.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, quote_id TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT, reviewer TEXT,
  created TEXT NOT NULL
);
