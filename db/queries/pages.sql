-- What the pages read. Parameters as in queries.sql: an empty one filters nothing; ids are JSON lists.

-- :name counts
SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM quotes) AS quotes,
  (SELECT count(*) FROM speaker_totals WHERE quotes > 0) AS speakers, (SELECT count(*) FROM stances) AS stances,
  (SELECT min(published) FROM articles WHERE published > '') AS first,
  (SELECT max(published) FROM articles WHERE published > '') AS last;

-- :name months
SELECT substr(published, 1, 7) AS month, count(*) AS articles FROM articles WHERE published > '' GROUP BY 1 ORDER BY 1;

-- :name busiest
SELECT s.id AS speaker_id, s.name AS speaker, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  t.quotes, (SELECT sum(head_pro) FROM cells WHERE speaker_id = s.id) AS pro,
  (SELECT sum(head_con) FROM cells WHERE speaker_id = s.id) AS con
FROM speaker_totals t JOIN speakers s ON s.id = t.speaker_id
WHERE t.quotes > 0 AND (s.kind = 'person' OR (s.kind = 'organisation' AND s.article_id IS NULL))
ORDER BY t.quotes DESC, s.name LIMIT :limit;

-- :name topics
SELECT {target_id t.target} AS target_id,
  {target_name t.target} AS target,
  t.votes AS n, t.pro, t.con
FROM target_totals t WHERE t.votes > 0 ORDER BY t.votes DESC, t.target LIMIT :limit;

-- :name newest
-- One of each article, by a person known elsewhere too, in an office rather than none, word for word and sure.
SELECT (SELECT q.id FROM quotes q JOIN quote_speakers qs ON qs.quote_id = q.id JOIN speakers s ON s.id = qs.speaker_id
  WHERE q.article_id = a.id AND s.kind = 'person' AND s.article_id IS NULL
  ORDER BY qs.role_id IS NULL, q.kind = 'indirect', q.confidence * qs.confidence DESC LIMIT 1) AS id
FROM (SELECT id, published FROM articles WHERE published > '' ORDER BY published DESC, id LIMIT 3 * :limit) a
ORDER BY a.published DESC, a.id;

-- :name outlets
SELECT outlet, count(*) AS articles FROM articles WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY 2 DESC LIMIT 200;

-- :name office_classes
SELECT office, count(DISTINCT speaker_id) AS speakers FROM offices WHERE office <> ''
GROUP BY office ORDER BY 2 DESC, 1 LIMIT 200;

-- :name countries
SELECT country, count(DISTINCT speaker_id) AS speakers FROM offices WHERE country <> ''
GROUP BY country ORDER BY 2 DESC, 1 LIMIT 200;

-- :name organisations
SELECT organisation, count(DISTINCT speaker_id) AS speakers FROM offices WHERE organisation <> ''
GROUP BY organisation ORDER BY 2 DESC, 1 LIMIT 200;

-- :name statements
-- Quotes in the order of :ids, each with its article.
SELECT q.id, q.article_id, q.position, a.title AS article, a.published, a.outlet,
  {quote_columns q}, q.spans, q.unresolved
FROM json_each(:ids) wanted JOIN quotes q ON q.id = wanted.value JOIN articles a ON a.id = q.article_id
ORDER BY wanted.key;

-- :name statement_speakers
SELECT qs.quote_id, s.id, s.name, r.stated AS role, qs.rule, qs.confidence
FROM json_each(:ids) wanted JOIN quote_speakers qs ON qs.quote_id = wanted.value
JOIN speakers s ON s.id = qs.speaker_id LEFT JOIN roles r ON r.id = qs.role_id AND r.speaker_id = s.id
ORDER BY qs.quote_id, qs.position;

-- :name statement_stances
SELECT st.id, st.quote_id, st.speaker_id, s.name AS speaker, st.target_id, {here st} AS target, st.polarity, st.strength,
  st.act, st.commitment, st.basis, st.evidence, st.spans, st.rule, st.confidence
FROM json_each(:ids) wanted JOIN standing st ON st.quote_id = wanted.value
JOIN targets t ON t.id = st.target_id LEFT JOIN speakers s ON s.id = st.speaker_id
ORDER BY st.quote_id, st.position;

-- :name speaker
SELECT s.id, s.name, s.kind, s.wikidata, s.article_id AS only_in,
  (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  ifnull(t.quotes, 0) AS quotes, ifnull(t.votes, 0) AS votes,
  (SELECT min(published) FROM said WHERE speaker_id = s.id AND published > '') AS first,
  (SELECT max(published) FROM said WHERE speaker_id = s.id) AS last
FROM speakers s LEFT JOIN speaker_totals t ON t.speaker_id = s.id WHERE s.id = :id;

-- :name aliases
SELECT alias FROM aliases WHERE speaker_id = :id ORDER BY alias;

-- :name roles
-- The offices of a speaker as stated, with the first article that states each.
SELECT o.stated AS role, o.title, nullif(o.organisation, '') AS organisation, nullif(o.since, '') AS since,
  nullif(o.until, '') AS until, o.n AS mentions, r.article_id AS article, r.start, r."end"
FROM offices o JOIN roles r ON r.id = (
  SELECT id FROM roles WHERE speaker_id = o.speaker_id AND title = o.title AND organisation IS nullif(o.organisation, '')
    AND stated = o.stated ORDER BY as_of, id LIMIT 1)
WHERE o.speaker_id = :id ORDER BY o.until DESC, o.n DESC, o.stated LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name speaker_targets
SELECT {target_id c.target} AS target_id,
  {target_name c.target} AS target,
  {mean head_} AS polarity, head_n AS n, head_pro AS "for", head_con AS against,
  head_n - head_pro - head_con AS neutral, c.target AS key
FROM cells c WHERE c.speaker_id = :id AND head_n > 0
ORDER BY head_n DESC, c.target LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name speaker_times
SELECT target, substr(published, 1, 7) AS month, sum(head = 1) AS pro, sum(head = -1) AS con, sum(head = 0) AS neutral
FROM votes WHERE speaker_id = :id AND target IN (SELECT value FROM json_each(:keys)) AND head IS NOT NULL AND published > ''
GROUP BY target, month ORDER BY target, month;

-- :name flips
-- Where a speaker took the other side of a target than the time before, newest first.
SELECT {target_id f.target} AS target_id,
  {target_name f.target} AS target,
  f.earlier_date, f.earlier AS earlier_side, f.published AS date, f.head AS side, f.earlier_quote, f.quote_id AS quote
FROM (
  SELECT target, published, head, quote_id, lag(head) OVER w AS earlier, lag(published) OVER w AS earlier_date,
    lag(quote_id) OVER w AS earlier_quote
  FROM votes WHERE speaker_id = :id AND head <> 0 AND published > ''
  WINDOW w AS (PARTITION BY target ORDER BY published, quote_id)) f
WHERE f.earlier = -f.head ORDER BY f.published DESC, f.target LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name speaker_outlets
SELECT nullif(outlet, '') AS outlet, count(*) AS quotes FROM said WHERE speaker_id = :id
GROUP BY outlet ORDER BY 2 DESC, 1 LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name target
SELECT t.id, t.name, t.kind, t.folded AS key, t.parent_id, p.name AS parent,
  (SELECT sum(n) FROM cells WHERE target = t.folded) AS votes,
  (SELECT sum(pro) FROM cells WHERE target = t.folded) AS pro,
  (SELECT sum(con) FROM cells WHERE target = t.folded) AS con
FROM targets t LEFT JOIN targets p ON p.id = t.parent_id WHERE t.id = :id;

-- :name target_speakers
SELECT s.id AS speaker_id, s.name AS speaker, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  {mean c.} AS polarity, c.n, c.pro AS "for", c.con AS against, c.n - c.pro - c.con AS neutral
FROM cells c JOIN speakers s ON s.id = c.speaker_id
WHERE c.target = :key AND (:side = '' OR (c.pro > c.con) - (c.pro < c.con) = :side)
ORDER BY c.n DESC, s.name LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name target_times
SELECT substr(published, 1, 7) AS month, sum(vote = 1) AS pro, sum(vote = -1) AS con, sum(vote = 0) AS neutral
FROM votes WHERE target = :key AND published > '' GROUP BY month ORDER BY month;

-- :name subtargets
SELECT min(t.id) AS target_id, min(t.name) AS target, c.n, c.pro AS "for", c.con AS against,
  {mean c.} AS polarity
FROM targets p JOIN targets t ON t.parent_id = p.id JOIN (
  SELECT target, sum(n) AS n, sum(pro) AS pro, sum(con) AS con FROM cells
  WHERE target IN (SELECT c.folded FROM targets c JOIN targets f ON f.id = c.parent_id WHERE f.folded = :key)
  GROUP BY target) c ON c.target = t.folded
WHERE p.folded = :key GROUP BY t.folded ORDER BY c.n DESC, 2;

-- :name about
-- The newest quotes on a target; with :except by those who do not speak in that article.
SELECT DISTINCT v.quote_id AS id FROM votes v
WHERE v.target = :key AND (:except = '' OR v.speaker_id NOT IN (
  SELECT said.speaker_id FROM quotes q JOIN said ON said.quote_id = q.id WHERE q.article_id = :except))
ORDER BY v.published DESC, v.quote_id LIMIT :limit;

-- :name article
SELECT id, title, url, outlet, published, byline, text FROM articles WHERE id = :id;

-- :name article_quotes
SELECT id, parent_id FROM quotes WHERE article_id = :id ORDER BY position;

-- :name article_mentions
-- The names and descriptions by which an article mentions the speakers of its quotes, in order.
SELECT e.speaker_id, m.text, m.form, m.start FROM entities e JOIN mentions m ON m.entity_id = e.id
WHERE e.article_id = :id AND e.speaker_id IS NOT NULL ORDER BY m.start;

-- :name article_candidates
-- Whom the sources of an article may have meant.
SELECT c.quote_id, e.name, c.score, c.features, c.outcome, substr(a.text, c.start + 1, c."end" - c.start) AS mention
FROM quotes q JOIN candidates c ON c.quote_id = q.id JOIN entities e ON e.id = c.entity_id
JOIN articles a ON a.id = q.article_id
WHERE q.article_id = :id AND c.position < 3 ORDER BY c.quote_id, c.position;

-- :name side_by_side
-- What some speakers say on a target, by date.
SELECT v.speaker_id, v.quote_id, v.vote, v.published FROM votes v
WHERE v.speaker_id IN (SELECT value FROM json_each(:ids)) AND v.target = :key
  AND {published v}
ORDER BY v.published DESC, v.quote_id LIMIT CASE WHEN :limit = '' THEN -1 ELSE :limit END;

-- :name matrix_speakers
-- Who has most votes, of people and organisations known in more than one article.
SELECT t.speaker_id, t.votes AS n FROM speaker_totals t CROSS JOIN speakers s ON s.id = t.speaker_id
WHERE t.votes > 0 AND s.article_id IS NULL AND s.kind IN ('person', 'organisation')
  AND {in_office t.speaker_id}
ORDER BY t.votes DESC, t.speaker_id DESC LIMIT :limit OFFSET :offset;

-- :name matrix_speakers_between
-- The same in an outlet or between dates.
SELECT t.speaker_id, t.n FROM (
  SELECT speaker_id, count(head) AS n FROM votes
  WHERE head IS NOT NULL AND {published votes}
  GROUP BY speaker_id) t CROSS JOIN speakers s ON s.id = t.speaker_id
WHERE s.article_id IS NULL AND s.kind IN ('person', 'organisation')
  AND {in_office t.speaker_id}
ORDER BY t.n DESC, t.speaker_id DESC LIMIT :limit OFFSET :offset;

-- :name matrix_speakers_dated
-- The same by whole months, as far as they overlap the dates.
SELECT t.speaker_id, t.n FROM (
  SELECT speaker_id, sum(votes) AS n FROM speaker_months
  WHERE month >= substr(:since, 1, 7) AND (:until = '' OR month <= substr(:until, 1, 7) || '~') AND month <> ''
  GROUP BY speaker_id) t CROSS JOIN speakers s ON s.id = t.speaker_id
WHERE s.article_id IS NULL AND s.kind IN ('person', 'organisation')
  AND {in_office t.speaker_id}
ORDER BY t.n DESC, t.speaker_id DESC LIMIT :limit OFFSET :offset;

-- :name matrix_order
-- The same, those who are most for a target first.
SELECT v.speaker_id, count(*) AS n FROM votes v JOIN speakers s ON s.id = v.speaker_id
WHERE v.target = :key AND v.head IS NOT NULL AND s.article_id IS NULL AND s.kind IN ('person', 'organisation')
  AND {published v}
  AND {in_office v.speaker_id}
GROUP BY v.speaker_id ORDER BY avg(v.head) DESC, n DESC, v.speaker_id LIMIT :limit OFFSET :offset;

-- :name matrix_cells
-- The cells of some speakers on the targets that most of them speak of, :key among them.
WITH sums AS MATERIALIZED (
  SELECT c.speaker_id, c.target, c.head_n AS n, c.head_pro AS pro, c.head_con AS con
  FROM json_each(:ids) w JOIN cells c ON c.speaker_id = w.value
  WHERE :outlet || :since || :until = '' AND c.head_n > 0
  UNION ALL
  SELECT v.speaker_id, v.target, count(*), sum(v.head = 1), sum(v.head = -1)
  FROM json_each(:ids) w JOIN votes v ON v.speaker_id = w.value
  WHERE :outlet || :since || :until <> '' AND v.head IS NOT NULL AND {published v}
  GROUP BY v.speaker_id, v.target
), top AS MATERIALIZED (
  SELECT target, count(*) AS speakers, sum(n) AS n FROM sums
  GROUP BY target ORDER BY target = :key DESC, 2 DESC, 3 DESC, 1 LIMIT :columns
)
SELECT s.id AS speaker_id, s.name AS speaker, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role,
  {target_id sums.target} AS target_id,
  {target_name sums.target} AS target,
  {mean sums.} AS polarity, sums.n, pro AS "for", con AS against,
  sums.n - pro - con AS neutral, top.speakers AS others
FROM sums JOIN top USING (target) JOIN speakers s ON s.id = sums.speaker_id
ORDER BY top.target = :key DESC, top.speakers DESC, top.n DESC, top.target;

-- :name found_cell
-- Quotes of a speaker on a target, newest first. family: those that count for it as the head of its family.
SELECT q.id FROM votes v JOIN quotes q ON q.id = v.quote_id
WHERE v.speaker_id = :speaker AND v.target = :key AND (:family = '' OR v.head IS NOT NULL)
  AND (:side = '' OR v.vote = :side) AND {published v}
  AND (:kind = '' OR q.kind = :kind)
  AND (:words = '' OR q.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:words)))
ORDER BY v.published DESC, v.quote_id LIMIT :limit;

-- :name found_target
SELECT DISTINCT q.id FROM votes v JOIN quotes q ON q.id = v.quote_id
WHERE v.target = :key AND (:family = '' OR v.head IS NOT NULL)
  AND (:side = '' OR v.vote = :side) AND {published v}
  AND (:role = '' OR v.speaker_id IN (SELECT speaker_id FROM offices WHERE office = :role))
  AND (:kind = '' OR q.kind = :kind)
  AND (:words = '' OR q.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:words)))
ORDER BY v.published DESC, v.quote_id LIMIT :limit;

-- :name found_speaker
SELECT q.id FROM said v JOIN quotes q ON q.id = v.quote_id
WHERE v.speaker_id = :speaker AND {published v}
  AND (:kind = '' OR q.kind = :kind)
  AND (:words = '' OR q.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:words)))
ORDER BY v.published DESC, v.quote_id LIMIT :limit;

-- :name found_words
SELECT q.id FROM quotes_fts f JOIN quotes q ON q.rowid = f.rowid JOIN articles a ON a.id = q.article_id
WHERE f.quotes_fts MATCH escape_fts(:words) AND (:outlet = '' OR a.outlet = :outlet)
  AND ifnull(a.published, '') >= :since AND (:until = '' OR a.published < :until || '~')
  AND (:role = '' OR q.id IN (SELECT quote_id FROM quote_speakers qs JOIN roles r ON r.id = qs.role_id
    WHERE qs.quote_id = q.id AND r.office = :role))
  AND (:kind = '' OR q.kind = :kind)
ORDER BY a.published DESC, q.id LIMIT :limit;

-- :name found_date
-- All quotes, or those with very common words: by date, as far as the limit needs.
SELECT q.id FROM articles a CROSS JOIN quotes q ON q.article_id = a.id
WHERE (:outlet = '' OR a.outlet = :outlet)
  AND ifnull(a.published, '') >= :since AND (:until = '' OR a.published < :until || '~')
  AND (:role = '' OR q.id IN (SELECT quote_id FROM quote_speakers qs JOIN roles r ON r.id = qs.role_id
    WHERE qs.quote_id = q.id AND r.office = :role))
  AND (:kind = '' OR q.kind = :kind)
  AND (:words = '' OR q.rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:words)))
ORDER BY a.published DESC LIMIT :limit;

-- :name matches
-- How many quotes have these words, counted up to a limit.
SELECT count(*) AS n FROM (SELECT 1 FROM quotes_fts WHERE quotes_fts MATCH escape_fts(:words) LIMIT :limit);

-- :name found_articles
SELECT a.id, a.title, a.published, a.outlet FROM articles a
WHERE a.rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH escape_fts(:words) ORDER BY rowid DESC LIMIT 200)
  AND ifnull(a.published, '') >= :since AND (:until = '' OR a.published < :until || '~')
  AND (:outlet = '' OR a.outlet = :outlet)
ORDER BY a.published DESC, a.id LIMIT :limit;

-- :name found_names
SELECT s.id AS speaker_id, s.name AS speaker, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role, t.quotes
FROM speaker_totals t JOIN speakers s ON s.id = t.speaker_id
WHERE t.quotes > 0 AND s.id IN (SELECT speaker_id FROM aliases WHERE folded >= fold(:q) AND folded < fold(:q) || char(0x10ffff))
ORDER BY t.quotes DESC, s.name LIMIT :limit;

-- :name found_targets
SELECT min(t.id) AS target_id, min(t.name) AS target, tt.votes FROM targets t
LEFT JOIN target_totals tt ON tt.target = t.folded
WHERE t.folded >= fold(:q) AND t.folded < fold(:q) || char(0x10ffff)
GROUP BY t.folded ORDER BY tt.votes DESC, 2 LIMIT :limit;

-- :name facet_speakers
SELECT s.id AS value, s.name AS label, count(*) AS n FROM json_each(:ids) w JOIN said ON said.quote_id = w.value
JOIN speakers s ON s.id = said.speaker_id GROUP BY s.id ORDER BY 3 DESC, 2 LIMIT :limit;

-- :name facet_targets
SELECT {target_id v.target} AS value,
  {target_name v.target} AS label,
  count(DISTINCT v.quote_id) AS n
FROM json_each(:ids) w JOIN votes v ON v.quote_id = w.value GROUP BY v.target ORDER BY 3 DESC, 2 LIMIT :limit;

-- :name facet_roles
SELECT r.office AS value, r.office AS label, count(DISTINCT qs.quote_id) AS n
FROM json_each(:ids) w JOIN quote_speakers qs ON qs.quote_id = w.value JOIN roles r ON r.id = qs.role_id
WHERE r.office <> '' GROUP BY r.office ORDER BY 3 DESC, 2 LIMIT :limit;

-- :name facet_years
SELECT substr(a.published, 1, :length) AS value, substr(a.published, 1, :length) AS label, count(*) AS n
FROM json_each(:ids) w JOIN quotes q ON q.id = w.value JOIN articles a ON a.id = q.article_id
WHERE a.published > '' GROUP BY 1 ORDER BY 1 DESC LIMIT :limit;

-- :name queue_sizes
SELECT unresolved AS why, count(*) AS n FROM quotes WHERE unresolved > '' GROUP BY unresolved ORDER BY 2 DESC;

-- :name queue_open
-- Quotes whose speaker stayed open for this reason and was not reviewed, those read last first.
SELECT q.id AS id FROM quotes q
WHERE q.unresolved = :why
  AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.quote_id = q.id AND r.subject = 'speaker' AND r.withdrawn IS NULL)
ORDER BY q.rowid DESC LIMIT :limit;

-- :name queue_speakers
-- Links that are least sure and were not reviewed.
SELECT DISTINCT qs.quote_id AS id FROM quote_speakers qs
WHERE qs.confidence < :below AND qs.speaker_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.quote_id = qs.quote_id AND r.subject = 'speaker' AND r.withdrawn IS NULL)
ORDER BY qs.confidence LIMIT :limit;

-- :name queue_stances
SELECT st.id, st.quote_id, s.name AS speaker, st.speaker_id, t.name AS target, st.target_id, st.polarity, st.evidence,
  st.rule, st.confidence
FROM stances st JOIN targets t ON t.id = st.target_id LEFT JOIN speakers s ON s.id = st.speaker_id
WHERE st.confidence < :below AND st.review_id IS NULL ORDER BY st.confidence LIMIT :limit;

-- :name queue_merges
SELECT p.id, p.score, p.reason, s.id AS speaker_id, s.name AS speaker, ifnull(st.quotes, 0) AS quotes,
  s.article_id AS only_in, (SELECT role FROM latest_roles WHERE speaker_id = s.id) AS role, o.id AS other_id,
  o.name AS other, ifnull(ot.quotes, 0) AS other_quotes, o.article_id AS other_only_in,
  (SELECT role FROM latest_roles WHERE speaker_id = o.id) AS other_role
FROM proposals p JOIN speakers s ON s.id = p.speaker_id JOIN speakers o ON o.id = p.other_id
LEFT JOIN speaker_totals st ON st.speaker_id = s.id LEFT JOIN speaker_totals ot ON ot.speaker_id = o.id
ORDER BY p.score DESC, p.id LIMIT :limit;

-- :name reviewed
-- What was judged last.
SELECT r.id, r.subject, r.verdict, r.quote_id, r.speaker_id, s.name AS speaker, r.target, r.polarity, r.note, r.reviewer,
  r.created, q.article_id, q.content, q.position
FROM reviews r LEFT JOIN quotes q ON q.id = r.quote_id LEFT JOIN speakers s ON s.id = r.speaker_id
WHERE r.withdrawn IS NULL ORDER BY r.id DESC LIMIT :limit;

-- :name decided
SELECT d.id, d.action, d.value, d.reason, d.decided_by, d.created, d.speaker_id, s.name AS speaker, d.other_id,
  (SELECT name FROM identities WHERE home = d.other_id LIMIT 1) AS other
FROM decisions d LEFT JOIN speakers s ON s.id = d.speaker_id
WHERE d.undone IS NULL AND (:id = '' OR d.speaker_id = :id OR d.other_id = :id) ORDER BY d.id DESC LIMIT :limit;

-- :name people_of_articles
-- Who speaks in the articles of some quotes, for a person to choose from.
SELECT DISTINCT q.article_id, s.id, s.name FROM json_each(:ids) w JOIN quotes q ON q.id = w.value
JOIN entities e ON e.article_id = q.article_id JOIN speakers s ON s.id = e.speaker_id ORDER BY q.article_id, s.name;

-- :name contexts
-- Quotes with the text around them.
SELECT q.id, substr(a.text, max(q.start - :around, 0) + 1, min(q.start, :around)) AS before,
  substr(a.text, q.start + 1, q."end" - q.start) AS words, substr(a.text, q."end" + 1, :around) AS after
FROM json_each(:ids) w JOIN quotes q ON q.id = w.value JOIN articles a ON a.id = q.article_id;

-- :name candidates_of
SELECT c.quote_id, e.speaker_id AS id, e.name, c.score, c.outcome FROM json_each(:ids) w
JOIN candidates c ON c.quote_id = w.value JOIN entities e ON e.id = c.entity_id ORDER BY c.quote_id, c.position;
