-- Named queries, shared by the command line and Datasette: the same numbers in both.
-- An empty parameter filters nothing. fold() and names() are functions of db/queries/__init__.py, escape_fts() is
-- Datasette's, given to the command line there too. Several speakers are separated by semicolons.
-- {part x} stands for a part, about the column, table or parameter x, {part} for one about none.

-- :part in_office
-- A speaker who has an office: a title or class of offices, of a body, of a country.
(:role || :organisation || :country = '' OR {} IN (SELECT speaker_id FROM offices
    WHERE (:role = '' OR fold(:role) IN (office, fold(title)))
      AND (:organisation = '' OR fold(organisation) = fold(:organisation))
      AND (:country = '' OR fold(country) = fold(:country))))

-- :part called
-- A speaker by one of its names.
(:speaker = '' OR {} IN (
    SELECT speaker_id FROM aliases WHERE folded IN (SELECT value FROM json_each(names(:speaker)))))

-- :part published
-- Votes or what was said, in an outlet and between dates; what has no date is between none.
(:outlet = '' OR {}.outlet = :outlet) AND (:since || :until = '' OR {}.published <> '')
    AND {}.published >= :since AND (:until = '' OR {}.published < :until || '~')

-- :part target_name
(SELECT name FROM targets WHERE folded = {} ORDER BY parent_id IS NOT NULL, id LIMIT 1)

-- :part target_id
(SELECT id FROM targets WHERE folded = {} ORDER BY parent_id IS NOT NULL, id LIMIT 1)

-- :part asked
-- The targets that have one of these names, in any article, by what votes know them by.
(SELECT t.folded FROM target_names n JOIN targets t ON t.id = n.target_id
    WHERE n.folded IN (SELECT value FROM json_each(names({})))
  UNION SELECT value FROM json_each(names({})))

-- :part here
-- A target as its own article calls it, without saying in which article.
(CASE WHEN t.name LIKE '%]' THEN (SELECT CASE t.name WHEN n.name || ' [' || n.article_id || ']' THEN n.name
    ELSE t.name END FROM target_names n WHERE n.id = {}.name_id) ELSE t.name END)

-- :part mean
-- The mean vote, -1 to 1, of sums of votes; the same as in db/comparison.py.
round(({}pro - {}con) * 1.0 / {}n, 2)

-- :part quote_columns
-- The columns of quotes that people read; "onrecord quotes", Datasette and the pages show them.
{}.kind, {}.content, {}.cue, {}.source, {}.rule, {}.confidence

-- :name quotes
SELECT q.id, q.article_id AS article, a.published,
  (SELECT group_concat(name, '; ') FROM (
    SELECT s.name FROM quote_speakers qs JOIN speakers s ON s.id = qs.speaker_id
    WHERE qs.quote_id = q.id ORDER BY qs.position)) AS speaker,
  (SELECT group_concat(stated, '; ') FROM (
    SELECT DISTINCT r.stated FROM quote_speakers qs JOIN roles r ON r.id = qs.role_id AND r.speaker_id = qs.speaker_id
    WHERE qs.quote_id = q.id ORDER BY qs.position)) AS role,
  {quote_columns q}
FROM quotes q
JOIN articles a ON a.id = q.article_id
WHERE (:speaker = '' OR q.id IN (
    SELECT qs.quote_id FROM quote_speakers qs JOIN aliases al ON al.speaker_id = qs.speaker_id
    WHERE al.folded IN (SELECT value FROM json_each(names(:speaker)))))
  AND (:target = '' OR q.id IN (
    SELECT st.quote_id FROM stances st JOIN targets t ON t.id = st.target_id
    LEFT JOIN targets p ON p.id = t.parent_id
    WHERE NOT st.rejected AND (t.folded IN {asked :target} OR p.folded IN {asked :target})))
  AND (:kind = '' OR q.kind = :kind)
  AND (:article = '' OR q.article_id = :article)
  AND (:search = '' OR q.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:search)))
ORDER BY a.published, q.article_id, q.position
LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name stances
-- What the quotes of one article, or all, say of whom.
SELECT st.quote_id, s.name AS speaker, {here st} AS target, st.polarity, st.strength, st.act, st.commitment,
  st.evidence, st.basis, st.rule, st.confidence
FROM stances st
JOIN quotes q ON q.id = st.quote_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN speakers s ON s.id = st.speaker_id
WHERE NOT st.rejected AND (:article = '' OR q.article_id = :article)
ORDER BY q.article_id, q.position, st.position;

-- :name speakers
SELECT s.name AS speaker, s.kind, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  count(*) AS quotes, count(DISTINCT said.article_id) AS articles,
  (SELECT count(*) FROM stances st WHERE st.speaker_id = s.id AND st.polarity = 1 AND NOT st.rejected) AS "for",
  (SELECT count(*) FROM stances st WHERE st.speaker_id = s.id AND st.polarity = -1 AND NOT st.rejected) AS against,
  (SELECT count(*) FROM stances st WHERE st.speaker_id = s.id AND st.polarity = 0 AND NOT st.rejected) AS neutral,
  s.article_id AS only_in
FROM said JOIN speakers s ON s.id = said.speaker_id
GROUP BY said.speaker_id
-- What one article describes without a name ("officials", "the government") comes behind whoever has one.
ORDER BY s.article_id IS NOT NULL AND s.kind <> 'person', quotes DESC, s.name, s.id;

-- :name people
-- People (or one speaker of any kind) with the names articles have of them.
SELECT s.id, s.name, s.kind, s.wikidata, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  (SELECT count(DISTINCT quote_id) FROM quote_speakers WHERE speaker_id = s.id) AS quotes,
  (SELECT count(DISTINCT article_id) FROM entities WHERE speaker_id = s.id) AS articles,
  (SELECT group_concat(alias, '; ') FROM (
    SELECT alias FROM aliases WHERE speaker_id = s.id AND alias <> s.name ORDER BY alias)) AS aliases,
  s.article_id AS only_in
FROM speakers s
WHERE CASE WHEN :speaker = '' THEN s.kind = 'person' ELSE s.id = :speaker END
ORDER BY quotes DESC, s.name, s.id
LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name offices
-- The offices articles state of a speaker, with the first and last date.
SELECT min(r.stated) AS stated, r.office, r.country, min(r.as_of) AS first, max(r.as_of) AS last,
  count(DISTINCT r.article_id) AS articles
FROM roles r WHERE r.speaker_id = :speaker
GROUP BY lower(r.title), lower(ifnull(r.organisation, '')), r.status
ORDER BY articles DESC, last DESC, stated;

-- :name compare
-- Officials and targets. n counts statements, copies of one once, where they first appeared: several stances of one
-- on one target are one vote, the side most of them take. polarity is the mean of the votes (-1, 0, 1). A target
-- counts for its family ("the attacks" of Ostreva for Ostreva) unless it is the one asked for. since and until are
-- dates or their beginnings ("2031-03"), both included; role is a title or a class of offices.
WITH sums AS (
  SELECT speaker_id, target, head_n AS n, head_pro AS pro, head_con AS con FROM cells
  WHERE :target = '' AND head_n > 0 AND :outlet || :since || :until = ''
  UNION ALL
  SELECT speaker_id, target, n, pro, con FROM cells
  WHERE :target <> '' AND target IN {asked :target} AND :outlet || :since || :until = ''
  UNION ALL
  SELECT speaker_id, target, count(*), sum(head = 1), sum(head = -1) FROM votes
  WHERE :target = '' AND head IS NOT NULL AND :outlet || :since || :until <> ''
    AND {published votes}
  GROUP BY speaker_id, target
  UNION ALL
  SELECT speaker_id, target, count(*), sum(vote = 1), sum(vote = -1) FROM votes
  WHERE :target <> '' AND target IN {asked :target} AND :outlet || :since || :until <> ''
    AND {published votes}
  GROUP BY speaker_id, target
)
SELECT s.id AS speaker_id, s.name AS speaker,
  (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  s.article_id AS only_in,
  {target_name sums.target} AS target,
  {mean} AS polarity, n, pro AS "for", con AS against, n - pro - con AS neutral
FROM sums JOIN speakers s ON s.id = sums.speaker_id
WHERE {called s.id}
  AND {in_office s.id}
ORDER BY sum(n) OVER (PARTITION BY s.id) DESC, s.name, s.id, n DESC, sums.target;

-- :name ballots
-- The votes behind a comparison, oldest first: one for each speaker, statement and target, the side most of its stances
-- take, with the office spoken in. copies is the number of articles with the statement.
-- Targets are separated by semicolons; the filters are those of "compare".
SELECT s.id AS speaker_id, s.name AS speaker, s.article_id AS only_in, s.wikidata,
  (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  coalesce(nullif(r.office, ''), (SELECT office FROM offices WHERE speaker_id = s.id AND office <> ''
    ORDER BY until DESC, id LIMIT 1)) AS office,
  coalesce(r.organisation, (SELECT organisation FROM offices WHERE speaker_id = s.id AND organisation <> ''
    ORDER BY until DESC, id LIMIT 1), CASE WHEN s.kind <> 'person' THEN s.name END) AS organisation,
  coalesce(r.country, (SELECT country FROM offices WHERE speaker_id = s.id AND country <> ''
    ORDER BY until DESC, id LIMIT 1), CASE WHEN s.kind = 'place' THEN s.name END) AS country,
  {target_name v.target} AS target,
  CASE WHEN :targets = '' THEN v.head ELSE v.vote END AS vote, max(st.strength) AS strength,
  group_concat(DISTINCT st.act) AS act, group_concat(st.evidence, ' … ') AS evidence, a.published, a.outlet,
  q.article_id AS article, a.title, a.byline, q.id AS quote, q.kind, q.rule, q.content, q.start, q."end",
  CASE q.statement WHEN '' THEN 1 ELSE (SELECT count(DISTINCT c.article_id) FROM quotes c
    CROSS JOIN quote_speakers cs ON cs.quote_id = c.id
    WHERE c.statement = q.statement AND c.statement <> '' AND +cs.speaker_id = s.id) END AS copies
FROM votes v
JOIN quotes q ON q.id = v.quote_id
JOIN articles a ON a.id = q.article_id
JOIN speakers s ON s.id = v.speaker_id
JOIN stances st ON st.quote_id = v.quote_id AND st.speaker_id = v.speaker_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN targets p ON p.id = t.parent_id
LEFT JOIN roles r ON r.id = (SELECT qs.role_id FROM quote_speakers qs
  WHERE qs.quote_id = q.id AND qs.speaker_id = s.id LIMIT 1) AND r.speaker_id = s.id
WHERE NOT st.rejected AND (v.target = ifnull(p.folded, t.folded) OR :targets <> '' AND v.target = t.folded)
  AND CASE WHEN :targets = '' THEN v.head IS NOT NULL
    ELSE v.target IN {asked :targets} END
  AND {called s.id}
  AND {in_office s.id}
  AND {published v}
GROUP BY v.quote_id, v.speaker_id, v.target
ORDER BY a.published, q.article_id, q.position, target;

-- :name evidence
-- The stances behind the cells of "compare", oldest first, with quote and evidence; family is the cell's target.
SELECT s.id AS speaker_id, s.name AS speaker,
  coalesce((SELECT r.stated FROM quote_speakers qs JOIN roles r ON r.id = qs.role_id
     WHERE qs.quote_id = q.id AND qs.speaker_id = s.id AND r.speaker_id = s.id),
    (SELECT role FROM latest_roles WHERE speaker_id = s.id)) AS role,
  s.article_id AS only_in,
  {target_name v.target} AS family,
  {here st} AS target, st.polarity, st.strength, st.act, st.commitment, st.evidence, q.content,
  q.article_id AS article, a.published, q.id AS quote, st.basis, st.rule, st.confidence
FROM votes v
JOIN quotes q ON q.id = v.quote_id
JOIN articles a ON a.id = q.article_id
JOIN speakers s ON s.id = v.speaker_id
JOIN stances st ON st.quote_id = v.quote_id AND st.speaker_id = v.speaker_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN targets p ON p.id = t.parent_id
WHERE NOT st.rejected AND (v.target = ifnull(p.folded, t.folded) OR :target <> '' AND v.target = t.folded)
  AND CASE WHEN :target = '' THEN v.head IS NOT NULL ELSE v.target IN {asked :target} END
  AND {called s.id}
  AND {in_office s.id}
  AND {published v}
ORDER BY s.name, s.id, family, a.published, q.article_id, q.position, st.position;

-- :name targets
-- Targets (or one, or those of a family or kind) with the names articles have of them.
SELECT t.id, t.name, t.kind, p.name AS parent,
  count(st.id) AS stances, count(DISTINCT st.speaker_id) AS speakers,
  count(DISTINCT q.article_id) AS articles, ifnull(sum(st.polarity = 1), 0) AS "for",
  ifnull(sum(st.polarity = -1), 0) AS against,
  (SELECT group_concat(name, '; ') FROM (SELECT DISTINCT n.name FROM target_names n
    WHERE n.target_id = t.id AND n.folded <> t.folded AND t.name <> n.name || ' [' || ifnull(n.article_id, '') || ']'
    ORDER BY n.name)) AS names,
  (SELECT CASE WHEN count(DISTINCT ifnull(n.article_id, '')) = 1 THEN max(n.article_id) END FROM target_names n
    WHERE n.target_id = t.id) AS only_in
FROM targets t
LEFT JOIN targets p ON p.id = t.parent_id
LEFT JOIN standing st ON st.target_id = t.id
LEFT JOIN quotes q ON q.id = st.quote_id
WHERE (:id = '' OR t.id = :id)
  AND (:kind = '' OR t.kind = :kind)
  AND (:family = '' OR p.folded = fold(:family) OR t.folded = fold(:family))
  AND (:search = '' OR t.id IN (SELECT target_id FROM target_names WHERE instr(folded, fold(:search))))
GROUP BY t.id
ORDER BY stances DESC, t.name, t.id
LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name known_names
-- Which of the speakers and the targets asked for the database does not know.
SELECT (SELECT json_group_array(value) FROM json_each(names(:speaker))
    WHERE value NOT IN (SELECT folded FROM aliases)) AS unknown_speakers,
  (SELECT json_group_array(value) FROM json_each(names(:target))
    WHERE value NOT IN (SELECT folded FROM targets UNION SELECT folded FROM target_names)) AS unknown_targets;
