-- needs 1
-- Who wants no SMS from a number, by the key of their conversation; a row stays when they want them again. how: the word that they wrote, the
-- provider's error, or api.
CREATE TABLE opt_outs (
    customer_id BLOB NOT NULL, match_key TEXT NOT NULL, id BLOB NOT NULL, number TEXT NOT NULL, peer TEXT NOT NULL, is_out INTEGER NOT NULL, how TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, PRIMARY KEY (customer_id, match_key));
CREATE INDEX opt_outs_page ON opt_outs (customer_id, tm_create, id);
