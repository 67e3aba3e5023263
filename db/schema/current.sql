-- The schema of a database of today, as the migrations leave it: to read, never executed.
-- "python -m db.schema" prints it; tests/db/test_schema.py compares. Columns that a later migration added stand at the
-- end of their table. What tables and columns mean says db/browse/metadata.yaml.

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, version TEXT NOT NULL, model TEXT, args TEXT
);

CREATE TABLE errors (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), path TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE INDEX errors_run ON errors(run_id);

CREATE TABLE articles (
  id TEXT PRIMARY KEY, path TEXT, url TEXT, title TEXT, outlet TEXT, published TEXT, byline TEXT,
  text TEXT NOT NULL, sha256 TEXT NOT NULL, added TEXT NOT NULL, run_id INTEGER REFERENCES runs(id)
, language TEXT, copy_of TEXT REFERENCES articles(id) ON DELETE SET NULL);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_run ON articles(run_id);
CREATE INDEX articles_outlet ON articles(outlet);
CREATE TRIGGER "articles_ai" AFTER INSERT ON "articles" BEGIN
  INSERT INTO "articles_fts" (rowid, "title", "text") VALUES (new.rowid, new."title", new."text");
END;
CREATE TRIGGER "articles_ad" AFTER DELETE ON "articles" BEGIN
  INSERT INTO "articles_fts" ("articles_fts", rowid, "title", "text") VALUES('delete', old.rowid, old."title", old."text");
END;
CREATE TRIGGER "articles_au" AFTER UPDATE ON "articles" BEGIN
  INSERT INTO "articles_fts" ("articles_fts", rowid, "title", "text") VALUES('delete', old.rowid, old."title", old."text");
  INSERT INTO "articles_fts" (rowid, "title", "text") VALUES (new.rowid, new."title", new."text");
END;
CREATE TRIGGER articles_changed AFTER UPDATE OF published, outlet ON articles
WHEN NEW.published IS NOT OLD.published OR NEW.outlet IS NOT OLD.outlet BEGIN
  INSERT INTO recount
  SELECT DISTINCT copy_id FROM copies WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = NEW.id);
  UPDATE said SET published = ifnull(NEW.published, ''), outlet = ifnull(NEW.outlet, '')
  WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = NEW.id);
END;
CREATE INDEX articles_copy_of ON articles(copy_of);
CREATE INDEX articles_sha256 ON articles(sha256);

CREATE TABLE speakers (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, wikidata TEXT,
  article_id TEXT REFERENCES articles(id), nth INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX speakers_article ON speakers(article_id);
CREATE INDEX speakers_kind ON speakers(kind);
CREATE INDEX speakers_name ON speakers(name);

CREATE TABLE aliases (
  speaker_id INTEGER NOT NULL REFERENCES speakers(id), alias TEXT NOT NULL, folded TEXT NOT NULL, decision_id INTEGER REFERENCES decisions(id),
  PRIMARY KEY (speaker_id, alias)
);
CREATE INDEX aliases_folded ON aliases(folded);

CREATE TABLE entities (
  id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), position INTEGER NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, shared INTEGER NOT NULL, speaker_id INTEGER REFERENCES speakers(id)
, identity_id INTEGER REFERENCES identities(id));
CREATE UNIQUE INDEX entities_key ON entities(article_id, position);
CREATE INDEX entities_speaker ON entities(speaker_id);
CREATE INDEX entities_identity ON entities(identity_id);

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
, office TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT 'current', country TEXT, party TEXT);
CREATE INDEX roles_speaker ON roles(speaker_id);
CREATE INDEX roles_article ON roles(article_id);
CREATE INDEX roles_entity ON roles(entity_id);
CREATE INDEX roles_office ON roles(office);
CREATE INDEX roles_stated ON roles(speaker_id, stated, as_of);
CREATE TRIGGER roles_added AFTER INSERT ON roles BEGIN
  INSERT INTO offices VALUES (NULL, NEW.speaker_id, NEW.stated, NEW.title, ifnull(NEW.organisation, ''), NEW.office,
    ifnull(NEW.country, ''), NEW.status, 1, ifnull(NEW.as_of, ''), ifnull(NEW.as_of, ''))
  ON CONFLICT DO UPDATE SET n = n + 1, since = min(since, excluded.since), until = max(until, excluded.until);
END;
CREATE TRIGGER roles_removed AFTER DELETE ON roles BEGIN
  DELETE FROM offices WHERE speaker_id = OLD.speaker_id AND stated = OLD.stated;
  INSERT INTO offices SELECT NULL, * FROM offices_now WHERE speaker_id = OLD.speaker_id AND stated = OLD.stated;
END;
CREATE TRIGGER roles_changed AFTER UPDATE ON roles BEGIN
  DELETE FROM offices WHERE speaker_id IN (OLD.speaker_id, NEW.speaker_id) AND stated IN (OLD.stated, NEW.stated);
  INSERT INTO offices SELECT NULL, * FROM offices_now
  WHERE speaker_id IN (OLD.speaker_id, NEW.speaker_id) AND stated IN (OLD.stated, NEW.stated);
END;

CREATE TABLE quotes (
  id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), kind TEXT NOT NULL,
  content TEXT NOT NULL, cue TEXT NOT NULL, source TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, spans TEXT NOT NULL,
  parent_id TEXT REFERENCES quotes(id) DEFERRABLE INITIALLY DEFERRED,
  rule TEXT NOT NULL, confidence REAL NOT NULL, position INTEGER NOT NULL
, unresolved TEXT NOT NULL DEFAULT '', statement TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX quotes_key ON quotes(article_id, position);
CREATE INDEX quotes_parent ON quotes(parent_id);
CREATE INDEX quotes_kind ON quotes(kind);
CREATE INDEX quotes_rule ON quotes(rule);
CREATE TRIGGER "quotes_ai" AFTER INSERT ON "quotes" BEGIN
  INSERT INTO "quotes_fts" (rowid, "content") VALUES (new.rowid, new."content");
END;
CREATE TRIGGER "quotes_ad" AFTER DELETE ON "quotes" BEGIN
  INSERT INTO "quotes_fts" ("quotes_fts", rowid, "content") VALUES('delete', old.rowid, old."content");
END;
CREATE TRIGGER "quotes_au" AFTER UPDATE ON "quotes" BEGIN
  INSERT INTO "quotes_fts" ("quotes_fts", rowid, "content") VALUES('delete', old.rowid, old."content");
  INSERT INTO "quotes_fts" (rowid, "content") VALUES (new.rowid, new."content");
END;
CREATE INDEX quotes_unresolved ON quotes(unresolved);
CREATE INDEX quotes_statement ON quotes(statement) WHERE statement <> '';

CREATE TABLE targets (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT, parent_id INTEGER REFERENCES targets(id),
  folded TEXT NOT NULL
);
CREATE INDEX targets_folded ON targets(folded);
CREATE INDEX targets_parent ON targets(parent_id);
CREATE TRIGGER targets_changed AFTER UPDATE OF folded, parent_id ON targets BEGIN
  INSERT INTO recount SELECT DISTINCT st.quote_id FROM stances st JOIN targets t ON t.id = st.target_id
  WHERE t.id = NEW.id OR t.parent_id = NEW.id;
END;
CREATE INDEX targets_name ON targets(name);

CREATE TABLE stances (
  id INTEGER PRIMARY KEY, quote_id TEXT NOT NULL REFERENCES quotes(id),
  speaker_id INTEGER REFERENCES speakers(id), target_id INTEGER NOT NULL REFERENCES targets(id),
  polarity INTEGER NOT NULL, strength REAL NOT NULL, act TEXT NOT NULL, commitment TEXT NOT NULL,
  basis TEXT NOT NULL, evidence TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  spans TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL,
  entity_id INTEGER REFERENCES entities(id), position INTEGER NOT NULL
, review_id INTEGER REFERENCES reviews(id), rejected INTEGER NOT NULL DEFAULT 0, found_polarity INTEGER, name_id INTEGER REFERENCES target_names(id));
CREATE UNIQUE INDEX stances_key ON stances(quote_id, position);
CREATE INDEX stances_speaker ON stances(speaker_id);
CREATE INDEX stances_target ON stances(target_id);
CREATE INDEX stances_entity ON stances(entity_id);
CREATE INDEX stances_polarity ON stances(polarity);
CREATE INDEX stances_side ON stances(speaker_id, polarity, rejected);
CREATE TRIGGER stances_added AFTER INSERT ON stances BEGIN
  INSERT INTO recount SELECT copy_id FROM copies WHERE quote_id = NEW.quote_id;
END;
CREATE TRIGGER stances_removed AFTER DELETE ON stances BEGIN
  INSERT INTO recount SELECT copy_id FROM copies WHERE quote_id = OLD.quote_id;
END;
CREATE TRIGGER stances_changed AFTER UPDATE OF speaker_id, target_id, polarity, rejected ON stances BEGIN
  INSERT INTO recount SELECT copy_id FROM copies WHERE quote_id = NEW.quote_id;
END;
CREATE INDEX stances_confidence ON stances(confidence);
CREATE INDEX stances_name ON stances(name_id);

CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, quote_id TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT, reviewer TEXT,
  created TEXT NOT NULL
, subject TEXT NOT NULL DEFAULT 'quote', speaker_id INTEGER, beside TEXT, target TEXT, spans TEXT, polarity INTEGER, withdrawn TEXT);
CREATE INDEX reviews_quote ON reviews(quote_id);
CREATE INDEX reviews_speaker ON reviews(speaker_id);

CREATE VIRTUAL TABLE "quotes_fts" USING FTS5 (
    "content",
    tokenize='porter unicode61',
    content="quotes"
);

CREATE VIRTUAL TABLE "articles_fts" USING FTS5 (
    "title", "text",
    tokenize='porter unicode61',
    content="articles"
);

CREATE TABLE candidates (
  quote_id TEXT NOT NULL REFERENCES quotes(id), position INTEGER NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities(id), start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  score REAL NOT NULL, features TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (quote_id, position)
);
CREATE INDEX candidates_entity ON candidates(entity_id);

CREATE TABLE identities (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, article_id TEXT, nth INTEGER NOT NULL DEFAULT 0,
  home INTEGER NOT NULL, speaker_id INTEGER NOT NULL REFERENCES speakers(id)
);
CREATE UNIQUE INDEX identities_key ON identities(name, kind, ifnull(article_id, ''), nth);
CREATE INDEX identities_speaker ON identities(speaker_id);
CREATE INDEX identities_home ON identities(home);
CREATE INDEX identities_article ON identities(article_id);

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY, action TEXT NOT NULL, speaker_id INTEGER NOT NULL, other_id INTEGER, value TEXT,
  identities TEXT, reason TEXT NOT NULL, automatic INTEGER NOT NULL, decided_by TEXT, created TEXT NOT NULL,
  undone TEXT, undone_by TEXT
, undoing TEXT);
CREATE INDEX decisions_speaker ON decisions(speaker_id);
CREATE INDEX decisions_other ON decisions(other_id);

CREATE TABLE proposals (
  id INTEGER PRIMARY KEY, speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  score REAL NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL
);
CREATE UNIQUE INDEX proposals_pair ON proposals(min(speaker_id, other_id), max(speaker_id, other_id));
CREATE INDEX proposals_speaker ON proposals(speaker_id);
CREATE INDEX proposals_other ON proposals(other_id);

CREATE TABLE "quote_speakers" (
   "quote_id" TEXT NOT NULL REFERENCES "quotes"("id"),
   "speaker_id" INTEGER REFERENCES "speakers"("id"),
   "role_id" INTEGER REFERENCES "roles"("id"),
   "rule" TEXT NOT NULL,
   "confidence" REAL NOT NULL,
   "entity_id" INTEGER REFERENCES "entities"("id"),
   "position" INTEGER NOT NULL,
   "review_id" INTEGER REFERENCES "reviews"("id"),
   PRIMARY KEY ("quote_id", "position")
);
CREATE INDEX quote_speakers_entity ON quote_speakers(entity_id);
CREATE INDEX quote_speakers_role ON quote_speakers(role_id);
CREATE INDEX quote_speakers_speaker ON quote_speakers(speaker_id);
CREATE TRIGGER quote_speakers_added AFTER INSERT ON quote_speakers BEGIN
  INSERT INTO said SELECT * FROM said_now
  WHERE quote_id = NEW.quote_id AND speaker_id NOT IN (SELECT speaker_id FROM said WHERE quote_id = NEW.quote_id);
END;
CREATE TRIGGER quote_speakers_removed AFTER DELETE ON quote_speakers BEGIN
  DELETE FROM said WHERE quote_id = OLD.quote_id AND speaker_id NOT IN (
    SELECT speaker_id FROM quote_speakers WHERE quote_id = OLD.quote_id AND speaker_id IS NOT NULL);
END;
CREATE TRIGGER quote_speakers_changed AFTER UPDATE OF speaker_id ON quote_speakers BEGIN
  DELETE FROM said WHERE quote_id = NEW.quote_id;
  INSERT INTO said SELECT * FROM said_now WHERE quote_id = NEW.quote_id;
END;
CREATE INDEX quote_speakers_confidence ON quote_speakers(confidence);

CREATE TABLE name_keys (
  key TEXT NOT NULL, identity_id INTEGER NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  PRIMARY KEY (key, identity_id)
) WITHOUT ROWID;
CREATE INDEX name_keys_identity ON name_keys(identity_id);

CREATE TABLE officials (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL, role TEXT NOT NULL, office TEXT NOT NULL,
  organisation TEXT NOT NULL, country TEXT NOT NULL, party TEXT NOT NULL, start TEXT NOT NULL, "end" TEXT NOT NULL,
  wikidata TEXT NOT NULL
);
CREATE UNIQUE INDEX officials_key ON officials(name, role, organisation, country, start);

CREATE TABLE votes (
  quote_id TEXT NOT NULL, speaker_id INTEGER NOT NULL, target TEXT NOT NULL, vote INTEGER NOT NULL, head INTEGER,
  published TEXT NOT NULL, outlet TEXT NOT NULL, PRIMARY KEY (quote_id, speaker_id, target)
) WITHOUT ROWID;
CREATE INDEX votes_cell ON votes(speaker_id, target, published, outlet, vote, head);
CREATE INDEX votes_target ON votes(target, published, speaker_id, vote, head);
CREATE TRIGGER votes_added AFTER INSERT ON votes BEGIN
  INSERT INTO cells VALUES (NEW.speaker_id, NEW.target, 1, NEW.vote = 1, NEW.vote = -1, NEW.head IS NOT NULL,
    ifnull(NEW.head = 1, 0), ifnull(NEW.head = -1, 0))
  ON CONFLICT DO UPDATE SET n = n + 1, pro = pro + excluded.pro, con = con + excluded.con,
    head_n = head_n + excluded.head_n, head_pro = head_pro + excluded.head_pro,
    head_con = head_con + excluded.head_con;
  INSERT INTO speaker_totals (speaker_id, votes) VALUES (NEW.speaker_id, NEW.head IS NOT NULL)
  ON CONFLICT DO UPDATE SET votes = votes + excluded.votes;
  INSERT INTO target_totals
  VALUES (NEW.target, NEW.head IS NOT NULL, ifnull(NEW.head = 1, 0), ifnull(NEW.head = -1, 0))
  ON CONFLICT DO UPDATE SET votes = votes + excluded.votes, pro = pro + excluded.pro, con = con + excluded.con;
  INSERT INTO speaker_months SELECT NEW.speaker_id, substr(NEW.published, 1, 7), 1 WHERE NEW.head IS NOT NULL
  ON CONFLICT DO UPDATE SET votes = votes + 1;
END;
CREATE TRIGGER votes_removed AFTER DELETE ON votes BEGIN
  UPDATE cells SET n = n - 1, pro = pro - (OLD.vote = 1), con = con - (OLD.vote = -1),
    head_n = head_n - (OLD.head IS NOT NULL), head_pro = head_pro - ifnull(OLD.head = 1, 0),
    head_con = head_con - ifnull(OLD.head = -1, 0)
  WHERE speaker_id = OLD.speaker_id AND target = OLD.target;
  DELETE FROM cells WHERE speaker_id = OLD.speaker_id AND target = OLD.target AND n = 0;
  UPDATE speaker_totals SET votes = votes - (OLD.head IS NOT NULL) WHERE speaker_id = OLD.speaker_id;
  UPDATE target_totals SET votes = votes - (OLD.head IS NOT NULL), pro = pro - ifnull(OLD.head = 1, 0),
    con = con - ifnull(OLD.head = -1, 0) WHERE target = OLD.target;
  UPDATE speaker_months SET votes = votes - (OLD.head IS NOT NULL)
  WHERE speaker_id = OLD.speaker_id AND month = substr(OLD.published, 1, 7);
  DELETE FROM speaker_months
  WHERE speaker_id = OLD.speaker_id AND month = substr(OLD.published, 1, 7) AND votes = 0;
  DELETE FROM speaker_totals WHERE speaker_id = OLD.speaker_id AND quotes + votes = 0;
  DELETE FROM target_totals WHERE target = OLD.target AND NOT EXISTS (SELECT 1 FROM cells WHERE target = OLD.target);
END;

CREATE TABLE cells (
  speaker_id INTEGER NOT NULL, target TEXT NOT NULL,
  n INTEGER NOT NULL, pro INTEGER NOT NULL, con INTEGER NOT NULL,
  head_n INTEGER NOT NULL, head_pro INTEGER NOT NULL, head_con INTEGER NOT NULL, PRIMARY KEY (speaker_id, target)
) WITHOUT ROWID;
CREATE INDEX cells_target ON cells(target);

CREATE TABLE said (
  quote_id TEXT NOT NULL, speaker_id INTEGER NOT NULL, published TEXT NOT NULL, outlet TEXT NOT NULL,
  article_id TEXT NOT NULL, PRIMARY KEY (quote_id, speaker_id)
) WITHOUT ROWID;
CREATE INDEX said_speaker ON said(speaker_id, published, outlet, article_id);
CREATE TRIGGER said_added AFTER INSERT ON said BEGIN
  INSERT INTO speaker_totals (speaker_id, quotes) VALUES (NEW.speaker_id, 1) ON CONFLICT DO UPDATE SET quotes = quotes + 1;
END;
CREATE TRIGGER said_removed AFTER DELETE ON said BEGIN
  UPDATE speaker_totals SET quotes = quotes - 1 WHERE speaker_id = OLD.speaker_id;
  DELETE FROM speaker_totals WHERE speaker_id = OLD.speaker_id AND quotes + votes = 0;
END;

CREATE TABLE speaker_totals (
  speaker_id INTEGER PRIMARY KEY, quotes INTEGER NOT NULL DEFAULT 0, votes INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX speaker_totals_quotes ON speaker_totals(quotes);
CREATE INDEX speaker_totals_votes ON speaker_totals(votes);

CREATE TABLE speaker_months (
  speaker_id INTEGER NOT NULL, month TEXT NOT NULL, votes INTEGER NOT NULL, PRIMARY KEY (speaker_id, month)
) WITHOUT ROWID;

CREATE TABLE target_totals (
  target TEXT PRIMARY KEY, votes INTEGER NOT NULL, pro INTEGER NOT NULL, con INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX target_totals_votes ON target_totals(votes);

CREATE TABLE offices (
  id INTEGER PRIMARY KEY, speaker_id INTEGER NOT NULL, stated TEXT NOT NULL, title TEXT NOT NULL, organisation TEXT NOT NULL,
  office TEXT NOT NULL, country TEXT NOT NULL, status TEXT NOT NULL,
  n INTEGER NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL
);
CREATE UNIQUE INDEX offices_key ON offices(speaker_id, stated, title, organisation, office, country, status);
CREATE INDEX offices_title ON offices(title);

CREATE TABLE target_names (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT, parent TEXT, article_id TEXT, own INTEGER NOT NULL DEFAULT 0,
  given INTEGER NOT NULL DEFAULT 0, folded TEXT NOT NULL, home INTEGER NOT NULL,
  target_id INTEGER NOT NULL REFERENCES targets(id)
);
CREATE UNIQUE INDEX target_names_key
ON target_names(name, ifnull(kind, ''), ifnull(parent, ''), ifnull(article_id, ''), own, given);
CREATE INDEX target_names_folded ON target_names(folded);
CREATE INDEX target_names_target ON target_names(target_id);
CREATE INDEX target_names_home ON target_names(home);
CREATE INDEX target_names_parent ON target_names(parent);

CREATE TABLE target_decisions (
  id INTEGER PRIMARY KEY, action TEXT NOT NULL, target_id INTEGER NOT NULL, other_id INTEGER, value TEXT, names TEXT,
  reason TEXT NOT NULL, decided_by TEXT, created TEXT NOT NULL, undone TEXT, undone_by TEXT
, undoing TEXT);
CREATE INDEX target_decisions_target ON target_decisions(target_id);
CREATE INDEX target_decisions_other ON target_decisions(other_id);

CREATE TABLE articles_to_resolve (article_id TEXT PRIMARY KEY REFERENCES articles(id));

CREATE TABLE text_bands (
  band INTEGER NOT NULL, article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE, PRIMARY KEY (band, article_id)
) WITHOUT ROWID;
CREATE INDEX text_bands_article ON text_bands(article_id);

CREATE TABLE fetched (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT) WITHOUT ROWID;

CREATE VIEW statements AS
SELECT q.id AS quote_id, q.article_id, a.published, a.title AS article, s.id AS speaker_id, s.name AS speaker,
  r.stated AS role, q.kind, q.content, q.cue, q.source, q.rule, q.confidence, qs.rule AS speaker_rule,
  qs.confidence AS speaker_confidence, qs.review_id
FROM quotes q
JOIN articles a ON a.id = q.article_id
LEFT JOIN quote_speakers qs ON qs.quote_id = q.id
LEFT JOIN speakers s ON s.id = qs.speaker_id
LEFT JOIN roles r ON r.id = qs.role_id AND r.speaker_id = qs.speaker_id;

CREATE VIEW positions AS
SELECT st.id AS stance_id, s.id AS speaker_id, s.name AS speaker, t.name AS target,
  ifnull(p.name, t.name) AS family, st.polarity, st.strength, st.act, st.commitment, st.basis, st.evidence,
  q.content, q.id AS quote_id,
  q.article_id, a.published, st.rule, st.confidence, st.review_id
FROM stances st
JOIN quotes q ON q.id = st.quote_id
JOIN articles a ON a.id = q.article_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN targets p ON p.id = t.parent_id
LEFT JOIN speakers s ON s.id = st.speaker_id
WHERE NOT st.rejected;

CREATE VIEW votes_now AS
SELECT st.quote_id, st.speaker_id, t.folded AS target,
  (sum(st.polarity) > 0) - (sum(st.polarity) < 0) AS vote,
  CASE WHEN max(ifnull(p.folded, own.folded) = t.folded) THEN
    (sum(st.polarity * (ifnull(p.folded, own.folded) = t.folded)) > 0)
    - (sum(st.polarity * (ifnull(p.folded, own.folded) = t.folded)) < 0) END AS head,
  ifnull(a.published, '') AS published, ifnull(a.outlet, '') AS outlet
FROM stances st
JOIN targets own ON own.id = st.target_id
LEFT JOIN targets p ON p.id = own.parent_id
JOIN targets t ON t.id IN (own.id, own.parent_id) AND (t.id = own.id OR t.folded <> own.folded)
JOIN quotes q ON q.id = st.quote_id
JOIN articles a ON a.id = q.article_id
WHERE st.speaker_id IS NOT NULL AND NOT st.rejected AND NOT EXISTS (
  SELECT 1 FROM quotes o CROSS JOIN articles oa ON oa.id = o.article_id CROSS JOIN stances os ON os.quote_id = o.id
  WHERE o.statement = q.statement AND o.statement <> '' AND +os.speaker_id = st.speaker_id AND NOT os.rejected
    AND (ifnull(oa.published, '~'), o.id) < (ifnull(a.published, '~'), q.id))
GROUP BY st.quote_id, st.speaker_id, t.folded;

CREATE VIEW copies AS
SELECT id AS quote_id, id AS copy_id FROM quotes
UNION ALL
SELECT o.id, c.id FROM quotes o JOIN quotes c ON c.statement = o.statement
WHERE o.statement <> '' AND c.statement <> '' AND c.id <> o.id;

CREATE VIEW standing AS SELECT * FROM stances WHERE NOT rejected;

CREATE VIEW said_now AS
SELECT DISTINCT qs.quote_id, qs.speaker_id, ifnull(a.published, '') AS published, ifnull(a.outlet, '') AS outlet,
  q.article_id
FROM quote_speakers qs
JOIN quotes q ON q.id = qs.quote_id
JOIN articles a ON a.id = q.article_id
WHERE qs.speaker_id IS NOT NULL;

CREATE VIEW offices_now AS
SELECT speaker_id, stated, title, ifnull(organisation, '') AS organisation, office, ifnull(country, '') AS country,
  status, count(*) AS n, min(ifnull(as_of, '')) AS since, max(ifnull(as_of, '')) AS until
FROM roles GROUP BY speaker_id, stated, title, ifnull(organisation, ''), office, ifnull(country, ''), status;

CREATE VIEW recount AS SELECT id AS quote_id FROM quotes;
CREATE TRIGGER recounted INSTEAD OF INSERT ON recount BEGIN
  DELETE FROM votes WHERE quote_id = NEW.quote_id;
  INSERT INTO votes SELECT * FROM votes_now WHERE quote_id = NEW.quote_id;
END;

CREATE VIEW latest_roles AS
SELECT s.id AS speaker_id, o.stated AS role, o.title, nullif(o.organisation, '') AS organisation,
  nullif(o.until, '') AS as_of
FROM speakers s JOIN offices o ON o.id = (
  SELECT b.id FROM offices b WHERE b.speaker_id = s.id AND lower(b.title) = (
    SELECT lower(l.title) FROM offices l WHERE l.speaker_id = s.id
    ORDER BY l.until DESC, l.organisation = '', l.n DESC, l.title LIMIT 1)
  ORDER BY b.organisation = '', b.until DESC, b.n DESC, b.stated LIMIT 1);
