-- needs 1
-- Whether agents see conversations that nobody has, and may take one.
ALTER TABLE customers ADD COLUMN agent_pickup INTEGER NOT NULL DEFAULT 0;
