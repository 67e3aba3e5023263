-- Officials known beforehand, with the first and last day of each office; empty strings where the list says nothing.

CREATE TABLE officials (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, aliases TEXT NOT NULL, role TEXT NOT NULL, office TEXT NOT NULL,
  organisation TEXT NOT NULL, country TEXT NOT NULL, party TEXT NOT NULL, start TEXT NOT NULL, "end" TEXT NOT NULL,
  wikidata TEXT NOT NULL
);
CREATE UNIQUE INDEX officials_key ON officials(name, role, organisation, country, start);
