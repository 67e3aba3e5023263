-- undoing: what taking a decision back needs besides the decision itself, as JSON. "made": the names that it brought in;
-- "proposals": the rows of proposals that it settled.
ALTER TABLE decisions ADD COLUMN undoing TEXT;
ALTER TABLE target_decisions ADD COLUMN undoing TEXT;
