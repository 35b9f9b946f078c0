-- needs 1
-- Where each conversation stands in the lists by last message, and up to which message its words can be searched for. SQLite writes a row in place whatever
-- its indexes say, so this is but a look at what is there; on PostgreSQL it is a table.
CREATE VIEW conversation_places AS SELECT customer_id, id, owner_id, state, type, tm_last_message, tm_words FROM conversations WHERE tm_delete = 253370764800000000;
