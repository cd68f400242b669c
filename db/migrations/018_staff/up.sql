-- People: tasks handed to staff, what staff did, switches and emergency waivers.

CREATE TABLE human_tasks (
  id uuid PRIMARY KEY,
  thread_id uuid NOT NULL REFERENCES conversation_threads (thread_id),
  booking_id uuid REFERENCES bookings (id),
  reason text NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'claimed', 'resolved')),
  version integer NOT NULL DEFAULT 1,
  claimed_by text,
  claimed_at timestamptz,
  reminders integer NOT NULL DEFAULT 0,
  resolution text,
  resolved_by text,
  resolved_via text CHECK (resolved_via IN ('admin_api', 'temporal_ui', 'conversation')),
  resolved_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
  CHECK (status <> 'claimed' OR claimed_by IS NOT NULL)
);
-- One open task for each conversation: a second reason joins the first.
CREATE UNIQUE INDEX human_tasks_open_thread ON human_tasks (thread_id) WHERE status <> 'resolved';
CREATE INDEX human_tasks_thread ON human_tasks (thread_id, created_at DESC);
CREATE INDEX human_tasks_booking ON human_tasks (booking_id);
CREATE INDEX human_tasks_status ON human_tasks (status, created_at);

-- Append-only audit of what people did.
CREATE TABLE staff_actions (
  id uuid PRIMARY KEY,
  actor text NOT NULL,
  action text NOT NULL,
  thread_id uuid REFERENCES conversation_threads (thread_id),
  task_id uuid REFERENCES human_tasks (id),
  booking_id uuid REFERENCES bookings (id),
  details jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
CREATE INDEX staff_actions_thread ON staff_actions (thread_id, created_at);

CREATE TABLE switches (
  name text PRIMARY KEY CHECK (name IN ('assistant_enabled')),
  value boolean NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE emergency_waivers (
  id uuid PRIMARY KEY,
  granted_by text NOT NULL,
  reason text NOT NULL,
  valid_until timestamptz NOT NULL,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK (valid_until > created_at)
);
ALTER TABLE bookings ADD CONSTRAINT bookings_waiver FOREIGN KEY (waiver_id) REFERENCES emergency_waivers (id);

GRANT SELECT, INSERT, UPDATE ON human_tasks, switches TO app;
GRANT SELECT, INSERT ON staff_actions, emergency_waivers TO app;
GRANT UPDATE (revoked_at) ON emergency_waivers TO app;
