-- What people left out of the first steps, and where keys were used from, is forgotten.
ALTER TABLE auth_users DROP COLUMN is_setup_hidden;
ALTER TABLE auth_users DROP COLUMN skipped_setup_steps;
ALTER TABLE api_keys DROP COLUMN last_used_network;
