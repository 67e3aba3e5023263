-- Whom a source may have meant, the best first: features are its summands as JSON, outcome says whether it was chosen
-- or why not. unresolved: why a quote has no speaker, '' where it has one.

CREATE TABLE candidates (
  quote_id TEXT NOT NULL REFERENCES quotes(id), position INTEGER NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities(id), start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  score REAL NOT NULL, features TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (quote_id, position)
);
CREATE INDEX candidates_entity ON candidates(entity_id);
ALTER TABLE quotes ADD COLUMN unresolved TEXT NOT NULL DEFAULT '';
CREATE INDEX quotes_unresolved ON quotes(unresolved);
ALTER TABLE roles ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE roles ADD COLUMN status TEXT NOT NULL DEFAULT 'current';
ALTER TABLE roles ADD COLUMN country TEXT;
ALTER TABLE roles ADD COLUMN party TEXT;
CREATE INDEX roles_office ON roles(office);
