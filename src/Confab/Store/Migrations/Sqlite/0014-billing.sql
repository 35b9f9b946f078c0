-- needs 1
-- What messages cost, per channel, direction and unit; what each message has cost; and what a customer has paid beforehand. Amounts are
-- millionths of the currency. A billing is written with its message; is_return: 1 for the row that takes one back.
CREATE TABLE prices (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, channel TEXT NOT NULL, direction TEXT NOT NULL, unit TEXT NOT NULL, amount_micros BIGINT NOT NULL, currency TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX prices_of ON prices (customer_id, channel, direction, unit) WHERE tm_delete = 253370764800000000;
CREATE INDEX prices_page ON prices (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE TABLE billings (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, message_id BLOB NOT NULL, is_return INTEGER NOT NULL, conversation_id BLOB NOT NULL, channel TEXT NOT NULL,
    direction TEXT NOT NULL, units BIGINT NOT NULL, amount_micros BIGINT NOT NULL, currency TEXT NOT NULL, items TEXT NOT NULL, tm_create BIGINT NOT NULL,
    PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX billings_of ON billings (customer_id, message_id, is_return);
CREATE INDEX billings_page ON billings (customer_id, tm_create, id);
CREATE TABLE balances (
    customer_id BLOB NOT NULL PRIMARY KEY, amount_micros BIGINT NOT NULL CHECK (amount_micros >= 0), currency TEXT NOT NULL, tm_update BIGINT NOT NULL);
