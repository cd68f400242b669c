ALTER TABLE conversation_threads DROP CONSTRAINT conversation_threads_matter;
ALTER TABLE terms_challenges DROP COLUMN thread_id;
ALTER TABLE bookings DROP COLUMN thread_id;
DROP TABLE ai_conversations, stimuli, messages, turns, conversation_threads;
