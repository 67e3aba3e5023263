-- statement: what copies of one statement share (statement_key, db/names.py), '' where there can be none.

ALTER TABLE quotes ADD COLUMN statement TEXT NOT NULL DEFAULT '';
CREATE INDEX quotes_statement ON quotes(statement) WHERE statement <> '';
