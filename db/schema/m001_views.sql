-- What people read; m003_people_views.sql and m007_tallies.sql put others in their place.

-- The office each speaker held last, in the words that say most about it ("Ostreva's energy minister" rather
-- than "the energy minister" of a later article).
CREATE VIEW latest_roles AS
SELECT speaker_id, stated AS role, title, organisation, as_of FROM (
  SELECT r.*, row_number() OVER (
    PARTITION BY r.speaker_id ORDER BY r.organisation IS NULL, r.as_of DESC, r.id) AS place
  FROM roles r
  WHERE lower(r.title) = (SELECT lower(l.title) FROM roles l WHERE l.speaker_id = r.speaker_id
    ORDER BY l.as_of DESC, l.organisation IS NULL, l.id LIMIT 1))
WHERE place = 1;

CREATE VIEW statements AS
SELECT q.id AS quote_id, q.article_id, a.published, a.title AS article, s.id AS speaker_id, s.name AS speaker,
  r.stated AS role, q.kind, q.content, q.cue, q.source, q.rule, q.confidence, qs.rule AS speaker_rule,
  qs.confidence AS speaker_confidence
FROM quotes q
JOIN articles a ON a.id = q.article_id
LEFT JOIN quote_speakers qs ON qs.quote_id = q.id
LEFT JOIN speakers s ON s.id = qs.speaker_id
LEFT JOIN roles r ON r.id = qs.role_id
ORDER BY a.published, q.article_id, q.position, qs.position;

CREATE VIEW positions AS
SELECT st.id AS stance_id, s.id AS speaker_id, s.name AS speaker, t.name AS target,
  ifnull(p.name, t.name) AS family, st.polarity, st.strength, st.act, st.commitment, st.basis, st.evidence,
  q.content, q.id AS quote_id,
  q.article_id, a.published, st.rule, st.confidence
FROM stances st
JOIN quotes q ON q.id = st.quote_id
JOIN articles a ON a.id = q.article_id
JOIN targets t ON t.id = st.target_id
LEFT JOIN targets p ON p.id = t.parent_id
LEFT JOIN speakers s ON s.id = st.speaker_id
ORDER BY a.published, q.article_id, q.position, st.position;
