-- Changing and cancelling: a change is a booking of its own that replaces the one before it, once its own terms are agreed.

ALTER TABLE bookings
  ADD COLUMN replaces_booking_id uuid REFERENCES bookings (id),
  -- the first booking of the line; null: this is the first
  ADD COLUMN original_booking_id uuid REFERENCES bookings (id),
  -- how often the event's date has been changed along the line, this booking included
  ADD COLUMN reschedules smallint NOT NULL DEFAULT 0 CHECK (reschedules >= 0),
  ADD COLUMN cancelled_at timestamptz,
  -- what the policy gives back of the deposit; deposit_paid_at says whether it was paid
  ADD COLUMN refund_due_cents integer CHECK (refund_due_cents BETWEEN 0 AND deposit_cents),
  ADD CONSTRAINT replaces_within_its_line CHECK ((replaces_booking_id IS NULL) = (original_booking_id IS NULL) AND replaces_booking_id <> id AND original_booking_id <> id),
  ADD CONSTRAINT refund_follows_a_cancellation CHECK (refund_due_cents IS NULL OR (status = 'cancelled' AND cancelled_at IS NOT NULL));
ALTER TABLE bookings ADD COLUMN lineage_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(original_booking_id, id)) STORED REFERENCES bookings (id);

-- An event does not stand in the way of its own move; every other booking still does.
ALTER TABLE bookings DROP CONSTRAINT a_chef_is_in_one_place;
ALTER TABLE bookings ADD CONSTRAINT a_chef_is_in_one_place EXCLUDE USING gist (chef WITH =, lineage_id WITH <>, busy WITH &&) WHERE (status IN ('pending_terms', 'confirmed'));
-- Which leaves one line to be guarded against itself.
CREATE UNIQUE INDEX bookings_confirmed_once ON bookings (lineage_id) WHERE status = 'confirmed';
