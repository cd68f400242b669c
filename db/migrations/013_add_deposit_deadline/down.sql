-- The group role and the extension stay: other databases of the cluster may use them.
DROP TABLE bookings, customer_addresses, customers, person_keys;
