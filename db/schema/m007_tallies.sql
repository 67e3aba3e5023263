-- What the pages count, kept by triggers as the tables under it change, so that a page of a large record
-- reads sums instead of making them. "votes_now", "said_now" and "offices_now" say the same from scratch.

-- One vote for each speaker, statement and target: the side most of its stances take. Of the copies of a statement
-- that a wire carried to several articles the first one with a stance of that speaker counts, dated ones before others. A stance counts under its
-- own target and under the head of its family, by their folded names. head: the vote where the target stands
-- for its whole family, NULL where it is only part of another.
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

-- The copies of each quote, itself included.
CREATE VIEW copies AS
SELECT id AS quote_id, id AS copy_id FROM quotes
UNION ALL
SELECT o.id, c.id FROM quotes o JOIN quotes c ON c.statement = o.statement
WHERE o.statement <> '' AND c.statement <> '' AND c.id <> o.id;

CREATE TABLE votes (
  quote_id TEXT NOT NULL, speaker_id INTEGER NOT NULL, target TEXT NOT NULL, vote INTEGER NOT NULL, head INTEGER,
  published TEXT NOT NULL, outlet TEXT NOT NULL, PRIMARY KEY (quote_id, speaker_id, target)
) WITHOUT ROWID;

-- Stances that stand.
CREATE VIEW standing AS SELECT * FROM stances WHERE NOT rejected;

-- Sums of votes: of the target asked for by name, and of it as the head of its family.
CREATE TABLE cells (
  speaker_id INTEGER NOT NULL, target TEXT NOT NULL,
  n INTEGER NOT NULL, pro INTEGER NOT NULL, con INTEGER NOT NULL,
  head_n INTEGER NOT NULL, head_pro INTEGER NOT NULL, head_con INTEGER NOT NULL, PRIMARY KEY (speaker_id, target)
) WITHOUT ROWID;

-- Who said which quote when and where, once for each speaker.
CREATE VIEW said_now AS
SELECT DISTINCT qs.quote_id, qs.speaker_id, ifnull(a.published, '') AS published, ifnull(a.outlet, '') AS outlet,
  q.article_id
FROM quote_speakers qs
JOIN quotes q ON q.id = qs.quote_id
JOIN articles a ON a.id = q.article_id
WHERE qs.speaker_id IS NOT NULL;

CREATE TABLE said (
  quote_id TEXT NOT NULL, speaker_id INTEGER NOT NULL, published TEXT NOT NULL, outlet TEXT NOT NULL,
  article_id TEXT NOT NULL, PRIMARY KEY (quote_id, speaker_id)
) WITHOUT ROWID;
-- How many quotes each speaker has, and how many votes, on heads of families, each speaker and each target.
CREATE TABLE speaker_totals (
  speaker_id INTEGER PRIMARY KEY, quotes INTEGER NOT NULL DEFAULT 0, votes INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE speaker_months (
  speaker_id INTEGER NOT NULL, month TEXT NOT NULL, votes INTEGER NOT NULL, PRIMARY KEY (speaker_id, month)
) WITHOUT ROWID;
CREATE TABLE target_totals (
  target TEXT PRIMARY KEY, votes INTEGER NOT NULL, pro INTEGER NOT NULL, con INTEGER NOT NULL
) WITHOUT ROWID;

-- The offices of each speaker in all words used for them, with the dates of the first and last article.
CREATE VIEW offices_now AS
SELECT speaker_id, stated, title, ifnull(organisation, '') AS organisation, office, ifnull(country, '') AS country,
  status, count(*) AS n, min(ifnull(as_of, '')) AS since, max(ifnull(as_of, '')) AS until
FROM roles GROUP BY speaker_id, stated, title, ifnull(organisation, ''), office, ifnull(country, ''), status;

CREATE TABLE offices (
  id INTEGER PRIMARY KEY, speaker_id INTEGER NOT NULL, stated TEXT NOT NULL, title TEXT NOT NULL, organisation TEXT NOT NULL,
  office TEXT NOT NULL, country TEXT NOT NULL, status TEXT NOT NULL,
  n INTEGER NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL
);
CREATE UNIQUE INDEX offices_key ON offices(speaker_id, stated, title, organisation, office, country, status);

INSERT INTO votes SELECT * FROM votes_now;
INSERT INTO cells
SELECT speaker_id, target, count(*), sum(vote = 1), sum(vote = -1),
  count(head), ifnull(sum(head = 1), 0), ifnull(sum(head = -1), 0)
FROM votes GROUP BY speaker_id, target;
INSERT INTO said SELECT * FROM said_now;
INSERT INTO speaker_totals SELECT speaker_id, sum(quotes), sum(votes) FROM (
  SELECT speaker_id, count(*) AS quotes, 0 AS votes FROM said GROUP BY speaker_id
  UNION ALL SELECT speaker_id, 0, sum(head_n) FROM cells GROUP BY speaker_id)
GROUP BY speaker_id;
INSERT INTO speaker_months SELECT speaker_id, substr(published, 1, 7), count(head) FROM votes
WHERE head IS NOT NULL GROUP BY 1, 2;
INSERT INTO target_totals SELECT target, sum(head_n), sum(head_pro), sum(head_con) FROM cells GROUP BY target;
INSERT INTO offices SELECT NULL, * FROM offices_now;

CREATE INDEX votes_cell ON votes(speaker_id, target, published, outlet, vote, head);
CREATE INDEX votes_target ON votes(target, published, speaker_id, vote, head);
CREATE INDEX cells_target ON cells(target);
CREATE INDEX said_speaker ON said(speaker_id, published, outlet, article_id);
CREATE INDEX stances_side ON stances(speaker_id, polarity, rejected);
CREATE INDEX speaker_totals_quotes ON speaker_totals(quotes);
CREATE INDEX speaker_totals_votes ON speaker_totals(votes);
CREATE INDEX target_totals_votes ON target_totals(votes);
CREATE INDEX roles_stated ON roles(speaker_id, stated, as_of);
CREATE INDEX offices_title ON offices(title);

-- To insert a quote here is to count its votes anew: one quote at a time, since SQLite would make all of "votes_now"
-- for several.
CREATE VIEW recount AS SELECT id AS quote_id FROM quotes;
CREATE TRIGGER recounted INSTEAD OF INSERT ON recount BEGIN
  DELETE FROM votes WHERE quote_id = NEW.quote_id;
  INSERT INTO votes SELECT * FROM votes_now WHERE quote_id = NEW.quote_id;
END;

CREATE TRIGGER stances_added AFTER INSERT ON stances BEGIN
  INSERT INTO recount SELECT copy_id FROM copies WHERE quote_id = NEW.quote_id;
END;
CREATE TRIGGER stances_removed AFTER DELETE ON stances BEGIN
  INSERT INTO recount SELECT copy_id FROM copies WHERE quote_id = OLD.quote_id;
END;
CREATE TRIGGER stances_changed AFTER UPDATE OF speaker_id, target_id, polarity, rejected ON stances BEGIN
  INSERT INTO recount SELECT copy_id FROM copies WHERE quote_id = NEW.quote_id;
END;
CREATE TRIGGER targets_changed AFTER UPDATE OF folded, parent_id ON targets BEGIN
  INSERT INTO recount SELECT DISTINCT st.quote_id FROM stances st JOIN targets t ON t.id = st.target_id
  WHERE t.id = NEW.id OR t.parent_id = NEW.id;
END;

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
CREATE TRIGGER said_added AFTER INSERT ON said BEGIN
  INSERT INTO speaker_totals (speaker_id, quotes) VALUES (NEW.speaker_id, 1) ON CONFLICT DO UPDATE SET quotes = quotes + 1;
END;
CREATE TRIGGER said_removed AFTER DELETE ON said BEGIN
  UPDATE speaker_totals SET quotes = quotes - 1 WHERE speaker_id = OLD.speaker_id;
  DELETE FROM speaker_totals WHERE speaker_id = OLD.speaker_id AND quotes + votes = 0;
END;

CREATE TRIGGER articles_changed AFTER UPDATE OF published, outlet ON articles
WHEN NEW.published IS NOT OLD.published OR NEW.outlet IS NOT OLD.outlet BEGIN
  INSERT INTO recount
  SELECT DISTINCT copy_id FROM copies WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = NEW.id);
  UPDATE said SET published = ifnull(NEW.published, ''), outlet = ifnull(NEW.outlet, '')
  WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = NEW.id);
END;

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

-- The office each speaker held last, in the words that say most about it ("Ostreva's energy minister" rather
-- than "the energy minister" of a later article).
DROP VIEW latest_roles;
CREATE VIEW latest_roles AS
SELECT s.id AS speaker_id, o.stated AS role, o.title, nullif(o.organisation, '') AS organisation,
  nullif(o.until, '') AS as_of
FROM speakers s JOIN offices o ON o.id = (
  SELECT b.id FROM offices b WHERE b.speaker_id = s.id AND lower(b.title) = (
    SELECT lower(l.title) FROM offices l WHERE l.speaker_id = s.id
    ORDER BY l.until DESC, l.organisation = '', l.n DESC, l.title LIMIT 1)
  ORDER BY b.organisation = '', b.until DESC, b.n DESC, b.stated LIMIT 1);

-- What the review queue begins with.
CREATE INDEX quote_speakers_confidence ON quote_speakers(confidence);
CREATE INDEX stances_confidence ON stances(confidence);
