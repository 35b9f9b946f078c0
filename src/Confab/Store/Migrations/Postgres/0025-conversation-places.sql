-- needs 1
-- Where each conversation stands in the lists by last message, and up to which message its words can be searched for. A conversation that none of its indexes
-- says this of is written in place; here a message moves three entries, not ten. The database follows by itself, whichever version writes.
CREATE TABLE conversation_places (
    customer_id uuid NOT NULL, id uuid NOT NULL, owner_id uuid NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL, tm_last_message BIGINT NOT NULL, tm_words BIGINT NOT NULL,
    PRIMARY KEY (customer_id, id));

CREATE FUNCTION follow_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.tm_delete < 253370764800000000 THEN
        DELETE FROM conversation_places WHERE customer_id = NEW.customer_id AND id = NEW.id;
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        UPDATE conversation_places SET owner_id = NEW.owner_id, state = NEW.state, tm_last_message = NEW.tm_last_message, tm_words = NEW.tm_words
            WHERE customer_id = NEW.customer_id AND id = NEW.id;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO conversation_places VALUES (NEW.customer_id, NEW.id, NEW.owner_id, NEW.state, NEW.type, NEW.tm_last_message, NEW.tm_words);
    RETURN NULL;
END $$;
CREATE TRIGGER conversations_written AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION follow_conversation();
CREATE TRIGGER conversations_moved AFTER UPDATE ON conversations FOR EACH ROW
    WHEN ((OLD.owner_id, OLD.state, OLD.tm_last_message, OLD.tm_words, OLD.tm_delete) IS DISTINCT FROM (NEW.owner_id, NEW.state, NEW.tm_last_message, NEW.tm_words, NEW.tm_delete))
    EXECUTE FUNCTION follow_conversation();

INSERT INTO conversation_places SELECT customer_id, id, owner_id, state, type, tm_last_message, tm_words FROM conversations WHERE tm_delete = 253370764800000000;
DROP INDEX conversations_inbox;
DROP INDEX conversations_assigned;
DROP INDEX conversations_unindexed;
CREATE INDEX conversations_inbox ON conversation_places (customer_id, owner_id, state, type, tm_last_message, id);
CREATE INDEX conversations_assigned ON conversation_places (customer_id, state, type, tm_last_message, id) WHERE owner_id <> '00000000-0000-0000-0000-000000000000';
CREATE INDEX conversations_unindexed ON conversation_places (tm_words) WHERE tm_words < tm_last_message;
ALTER TABLE conversations SET (fillfactor = 85);
