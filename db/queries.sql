-- Named queries, shared by the command line and Datasette: the same numbers in both.
-- An empty parameter filters nothing. fold() and names() are functions of db/queries.py, escape_fts() is
-- Datasette's, given to the command line there too. Several speakers are separated by semicolons.

-- :name quotes
SELECT q.id, q.article_id AS article, a.published,
  (SELECT group_concat(name, '; ') FROM (
    SELECT s.name FROM quote_speakers qs JOIN speakers s ON s.id = qs.speaker_id
    WHERE qs.quote_id = q.id ORDER BY qs.position)) AS speaker,
  (SELECT group_concat(stated, '; ') FROM (
    SELECT DISTINCT r.stated FROM quote_speakers qs JOIN roles r ON r.id = qs.role_id AND r.speaker_id = qs.speaker_id
    WHERE qs.quote_id = q.id ORDER BY qs.position)) AS role,
  q.kind, q.content, q.cue, q.source, q.rule, q.confidence
FROM quotes q
JOIN articles a ON a.id = q.article_id
WHERE (:speaker = '' OR q.id IN (
    SELECT qs.quote_id FROM quote_speakers qs JOIN aliases al ON al.speaker_id = qs.speaker_id
    WHERE al.folded IN (SELECT value FROM json_each(names(:speaker)))))
  AND (:target = '' OR q.id IN (
    SELECT st.quote_id FROM stances st JOIN targets t ON t.id = st.target_id
    LEFT JOIN targets p ON p.id = t.parent_id
    WHERE NOT st.rejected AND (t.folded = fold(:target) OR p.folded = fold(:target))))
  AND (:kind = '' OR q.kind = :kind)
  AND (:article = '' OR q.article_id = :article)
  AND (:search = '' OR q.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:search)))
ORDER BY a.published, q.article_id, q.position
LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name stances
-- What the quotes of one article, or all, say of whom.
SELECT st.quote_id, s.name AS speaker, t.name AS target, st.polarity, st.strength, st.act, st.commitment,
  st.evidence, st.basis, st.rule, st.confidence
FROM stances st
JOIN quotes q ON q.id = st.quote_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN speakers s ON s.id = st.speaker_id
WHERE NOT st.rejected AND (:article = '' OR q.article_id = :article)
ORDER BY q.article_id, q.position, st.position;

-- :name speakers
SELECT s.name AS speaker, s.kind,
  (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  count(DISTINCT qs.quote_id) AS quotes, count(DISTINCT q.article_id) AS articles,
  (SELECT count(*) FROM stances st WHERE st.speaker_id = s.id AND st.polarity = 1 AND NOT st.rejected) AS "for",
  (SELECT count(*) FROM stances st WHERE st.speaker_id = s.id AND st.polarity = -1 AND NOT st.rejected) AS against,
  (SELECT count(*) FROM stances st WHERE st.speaker_id = s.id AND st.polarity = 0 AND NOT st.rejected) AS neutral,
  s.article_id AS only_in
FROM speakers s
JOIN quote_speakers qs ON qs.speaker_id = s.id
JOIN quotes q ON q.id = qs.quote_id
GROUP BY s.id
ORDER BY quotes DESC, s.name, s.id;

-- :name compare
-- Officials and targets. n counts quotes: several stances of one quote on one target are one vote, the side
-- most of them take. polarity is the mean of the votes (-1, 0, 1). A target counts for its family ("the
-- attacks" of Ostreva for Ostreva) unless it is the one asked for.
WITH RECURSIVE family(id, key) AS (
  SELECT id, folded FROM targets
  WHERE CASE WHEN :target = '' THEN parent_id IS NULL ELSE folded = fold(:target) END
  UNION
  SELECT t.id, family.key FROM targets t JOIN family ON t.parent_id = family.id
),
votes AS (
  SELECT st.speaker_id, family.key, (sum(st.polarity) > 0) - (sum(st.polarity) < 0) AS vote
  FROM stances st JOIN family ON family.id = st.target_id
  WHERE st.speaker_id IS NOT NULL AND NOT st.rejected AND (:speaker = '' OR st.speaker_id IN (
    SELECT speaker_id FROM aliases WHERE folded IN (SELECT value FROM json_each(names(:speaker)))))
  GROUP BY st.speaker_id, family.key, st.quote_id
),
cells AS (
  SELECT speaker_id, key, avg(vote) AS polarity, count(*) AS n, sum(vote = 1) AS "for",
    sum(vote = -1) AS against, sum(vote = 0) AS neutral
  FROM votes GROUP BY speaker_id, key
)
SELECT s.id AS speaker_id, s.name AS speaker,
  (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  s.article_id AS only_in,
  (SELECT name FROM targets WHERE folded = cells.key ORDER BY parent_id IS NOT NULL, id LIMIT 1) AS target,
  round(cells.polarity, 2) AS polarity, cells.n, cells."for", cells.against, cells.neutral
FROM cells JOIN speakers s ON s.id = cells.speaker_id
ORDER BY sum(cells.n) OVER (PARTITION BY cells.speaker_id) DESC, s.name, s.id, cells.n DESC, target;

-- :name evidence
-- The stances behind the cells of "compare", oldest first, with quote and evidence; family is the cell's target.
WITH RECURSIVE family(id, key) AS (
  SELECT id, folded FROM targets
  WHERE CASE WHEN :target = '' THEN parent_id IS NULL ELSE folded = fold(:target) END
  UNION
  SELECT t.id, family.key FROM targets t JOIN family ON t.parent_id = family.id
)
SELECT s.id AS speaker_id, s.name AS speaker,
  coalesce((SELECT r.stated FROM quote_speakers qs JOIN roles r ON r.id = qs.role_id
     WHERE qs.quote_id = q.id AND qs.speaker_id = s.id AND r.speaker_id = s.id),
    (SELECT role FROM latest_roles WHERE speaker_id = s.id)) AS role,
  s.article_id AS only_in,
  (SELECT name FROM targets WHERE folded = family.key ORDER BY parent_id IS NOT NULL, id LIMIT 1) AS family,
  t.name AS target, st.polarity, st.strength, st.act, st.commitment, st.evidence, q.content,
  q.article_id AS article, a.published, q.id AS quote, st.basis, st.rule, st.confidence
FROM stances st
JOIN family ON family.id = st.target_id
JOIN targets t ON t.id = st.target_id
JOIN quotes q ON q.id = st.quote_id
JOIN articles a ON a.id = q.article_id
JOIN speakers s ON s.id = st.speaker_id
WHERE NOT st.rejected AND (:speaker = '' OR st.speaker_id IN (
  SELECT speaker_id FROM aliases WHERE folded IN (SELECT value FROM json_each(names(:speaker)))))
ORDER BY s.name, s.id, family, a.published, q.article_id, q.position, st.position;

-- :name known_names
-- Which of the speakers and the target asked for the database knows.
SELECT (SELECT json_group_array(value) FROM json_each(names(:speaker))
    WHERE value NOT IN (SELECT folded FROM aliases)) AS unknown_speakers,
  :target = '' OR EXISTS (SELECT 1 FROM targets WHERE folded = fold(:target)) AS target_known;
