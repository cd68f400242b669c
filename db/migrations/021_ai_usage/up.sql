-- What a language model used for each conversation, by day (UTC): counts only, nothing of what was said.
CREATE TABLE ai_usage (
  thread_id uuid NOT NULL REFERENCES conversation_threads (thread_id),
  used_on date NOT NULL,
  calls integer NOT NULL DEFAULT 0 CHECK (calls >= 0),
  -- set aside for calls under way; stays where nobody knows what a call used (cut off, or its process died)
  reserved_tokens integer NOT NULL DEFAULT 0 CHECK (reserved_tokens >= 0),
  input_tokens integer NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
  -- part of input_tokens
  cached_tokens integer NOT NULL DEFAULT 0 CHECK (cached_tokens BETWEEN 0 AND input_tokens),
  output_tokens integer NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
  -- millionths of a dollar; null: no price is known for the model
  cost_microdollars bigint CHECK (cost_microdollars >= 0),
  -- how calls ended, by code: {"answered": 12, "timeout": 1}
  outcomes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(outcomes) = 'object'),
  PRIMARY KEY (thread_id, used_on)
);
GRANT SELECT, INSERT, UPDATE ON ai_usage TO app;
