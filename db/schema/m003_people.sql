-- People across articles: whose each name is, what was decided about it, and what a person reviewed.

-- A name as articles have it. home: the speaker it is by itself; speaker_id: whose it is by the decisions.
-- article_id and nth: as for a speaker known in one article only; nth -1 is a shared name that a decision
-- gives to somebody else in this article. No foreign keys but one: a decided name outlives its articles.
CREATE TABLE identities (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, article_id TEXT, nth INTEGER NOT NULL DEFAULT 0,
  home INTEGER NOT NULL, speaker_id INTEGER NOT NULL REFERENCES speakers(id)
);
CREATE UNIQUE INDEX identities_key ON identities(name, kind, ifnull(article_id, ''), nth);
CREATE INDEX identities_speaker ON identities(speaker_id);
CREATE INDEX identities_home ON identities(home);
CREATE INDEX identities_article ON identities(article_id);

-- merge: other_id is speaker_id. split: identities leave other_id for speaker_id. apart: the two are never merged
-- by themselves. alias, rename, wikidata: value is a name, the name or the id of speaker_id. Replayed in order,
-- those undone left out. Nothing is ever deleted.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY, action TEXT NOT NULL, speaker_id INTEGER NOT NULL, other_id INTEGER, value TEXT,
  identities TEXT, reason TEXT NOT NULL, automatic INTEGER NOT NULL, decided_by TEXT, created TEXT NOT NULL,
  undone TEXT, undone_by TEXT
);
CREATE INDEX decisions_speaker ON decisions(speaker_id);
CREATE INDEX decisions_other ON decisions(other_id);

-- Merges that are likely, not sure: for a person to decide.
CREATE TABLE proposals (
  id INTEGER PRIMARY KEY, speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  score REAL NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL
);
CREATE UNIQUE INDEX proposals_pair ON proposals(min(speaker_id, other_id), max(speaker_id, other_id));
CREATE INDEX proposals_speaker ON proposals(speaker_id);
CREATE INDEX proposals_other ON proposals(other_id);

INSERT INTO identities (name, kind, article_id, nth, home, speaker_id)
SELECT name, kind, article_id, nth, id, id FROM speakers;
DROP INDEX speakers_key; -- two people may bear one name
CREATE INDEX speakers_name ON speakers(name);
ALTER TABLE entities ADD COLUMN identity_id INTEGER REFERENCES identities(id);
UPDATE entities SET identity_id = (SELECT id FROM identities WHERE home = entities.speaker_id)
WHERE speaker_id IS NOT NULL;
CREATE INDEX entities_identity ON entities(identity_id);
ALTER TABLE aliases ADD COLUMN decision_id INTEGER REFERENCES decisions(id);

-- quote_speakers.speaker_id: who is shown, NULL where a review rejects the link; the analysis itself is in
-- entity_id, rule and confidence, and entity_id is NULL where only a review says so.
ALTER TABLE quote_speakers ADD COLUMN review_id INTEGER REFERENCES reviews(id);
-- A review may hide a stance, or turn it; found_polarity then keeps what the analysis says.
ALTER TABLE stances ADD COLUMN review_id INTEGER REFERENCES reviews(id);
ALTER TABLE stances ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stances ADD COLUMN found_polarity INTEGER;

-- subject: speaker, stance or quote. beside: the other speakers shown when a speaker was judged, as JSON.
ALTER TABLE reviews ADD COLUMN subject TEXT NOT NULL DEFAULT 'quote';
ALTER TABLE reviews ADD COLUMN speaker_id INTEGER;
ALTER TABLE reviews ADD COLUMN beside TEXT;
ALTER TABLE reviews ADD COLUMN target TEXT;
ALTER TABLE reviews ADD COLUMN spans TEXT;
ALTER TABLE reviews ADD COLUMN polarity INTEGER;
ALTER TABLE reviews ADD COLUMN withdrawn TEXT;
CREATE INDEX reviews_speaker ON reviews(speaker_id);

DROP VIEW statements;
DROP VIEW positions;
