-- A change whose terms are still out is given up, and what it would have replaced stands: the release before knows no changes, and would confirm both.
UPDATE terms_challenges SET status = 'revoked', closed_at = greatest(created_at, transaction_timestamp())
  WHERE status = 'live' AND booking_id IN (SELECT id FROM bookings WHERE status = 'pending_terms' AND replaces_booking_id IS NOT NULL);
UPDATE bookings SET status = 'expired', ended_reason = 'change given up with migration 020' WHERE status = 'pending_terms' AND replaces_booking_id IS NOT NULL;

DROP INDEX bookings_confirmed_once;
ALTER TABLE bookings DROP CONSTRAINT a_chef_is_in_one_place;
ALTER TABLE bookings
  DROP COLUMN lineage_id,
  DROP COLUMN refund_due_cents, DROP COLUMN cancelled_at, DROP COLUMN reschedules, DROP COLUMN original_booking_id, DROP COLUMN replaces_booking_id,
  ADD CONSTRAINT a_chef_is_in_one_place EXCLUDE USING gist (chef WITH =, busy WITH &&) WHERE (status IN ('pending_terms', 'confirmed'));
