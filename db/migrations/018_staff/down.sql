-- A waived booking stays confirmed by whoever granted the waiver, and no id is left pointing at a row that is gone (`up` would refuse it).
UPDATE bookings SET waiver_id = NULL, confirmed_by_staff = coalesce(confirmed_by_staff, waiver.granted_by || ', by emergency waiver: ' || waiver.reason)
  FROM emergency_waivers waiver WHERE waiver.id = bookings.waiver_id;
ALTER TABLE bookings DROP CONSTRAINT bookings_waiver;
DROP TABLE emergency_waivers, switches, staff_actions, human_tasks;
