-- Targets across articles: whose each name is, and what was decided about it.

-- A target as articles name it. home: the target it is by itself; target_id: the one it belongs to by the decisions.
-- article_id: the name alone does not tell what it is ("the vote"), so it belongs to that article; own: a name that
-- means the same everywhere, and that a decision gives to another target in this article. parent: the name of its
-- family. given: no article has it, a person did.
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

-- merge: other_id is target_id. split: names (ids, JSON) leave other_id for target_id. rename, kind, parent: value is
-- that of target_id, '' for no parent. Replayed in order, those undone left out. Nothing is ever deleted.
CREATE TABLE target_decisions (
  id INTEGER PRIMARY KEY, action TEXT NOT NULL, target_id INTEGER NOT NULL, other_id INTEGER, value TEXT, names TEXT,
  reason TEXT NOT NULL, decided_by TEXT, created TEXT NOT NULL, undone TEXT, undone_by TEXT
);
CREATE INDEX target_decisions_target ON target_decisions(target_id);
CREATE INDEX target_decisions_other ON target_decisions(other_id);

-- Until its article is read anew a target means the same everywhere. target_id: what is shown, by the decisions.
DROP INDEX targets_key; -- a name may have been given twice
CREATE INDEX targets_name ON targets(name);
INSERT INTO target_names (name, kind, parent, folded, home, target_id)
SELECT t.name, t.kind, p.name, t.folded, t.id, t.id FROM targets t LEFT JOIN targets p ON p.id = t.parent_id;
ALTER TABLE stances ADD COLUMN name_id INTEGER REFERENCES target_names(id);
UPDATE stances SET name_id = (SELECT id FROM target_names WHERE home = stances.target_id);
CREATE INDEX stances_name ON stances(name_id);
