-- What people look at, by what was decided about speakers and reviewed, in no order: sorting all costs seconds.

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
