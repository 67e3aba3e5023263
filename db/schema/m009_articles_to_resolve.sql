-- Articles that were saved and whose people were not joined yet with those of others: the next run that writes does it.
-- A row is written with its article, and goes in the transaction that joins people.
CREATE TABLE articles_to_resolve (article_id TEXT PRIMARY KEY REFERENCES articles(id));

-- So far a run that was interrupted or killed left its articles open, and nothing told of them.
INSERT INTO articles_to_resolve SELECT id FROM articles WHERE run_id IN (SELECT id FROM runs WHERE finished IS NULL);
