-- Histories of closed runs, kept after Temporal's retention has passed. Append-only.
CREATE TABLE archived_histories (
  workflow_id text NOT NULL,
  run_id text NOT NULL,
  workflow_type text NOT NULL,
  thread_id uuid REFERENCES conversation_threads (thread_id),
  first_run_id text NOT NULL,
  started_at timestamptz NOT NULL,
  closed_at timestamptz NOT NULL,
  close_status text NOT NULL,
  event_count integer NOT NULL,
  -- the exported JSON, gzipped; holds ids and times only
  history_gzip bytea NOT NULL,
  history_hash text NOT NULL CHECK (history_hash ~ '^[0-9a-f]{64}$'),
  evidence_entry_id uuid NOT NULL REFERENCES evidence_entries (id),
  archived_at timestamptz NOT NULL,
  PRIMARY KEY (workflow_id, run_id)
);
CREATE INDEX archived_histories_thread ON archived_histories (thread_id, started_at);
GRANT SELECT, INSERT ON archived_histories TO app;
