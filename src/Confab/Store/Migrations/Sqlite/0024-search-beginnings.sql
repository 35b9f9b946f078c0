-- needs 1
-- Whether a conversation has a word that begins so.
CREATE INDEX conversation_words_of ON conversation_words (customer_id, conversation_id, word);
