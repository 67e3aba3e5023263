-- How the name of a person may be spelled: see attribution/names/name_matching.py.

CREATE TABLE name_keys (
  key TEXT NOT NULL, identity_id INTEGER NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  PRIMARY KEY (key, identity_id)
) WITHOUT ROWID;
CREATE INDEX name_keys_identity ON name_keys(identity_id);
