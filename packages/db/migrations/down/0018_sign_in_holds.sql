-- Links for a new password that are open end here: the version before cannot read their hashes.
DROP TABLE password_resets;
DROP TABLE known_places;
ALTER TABLE auth_two_factors DROP COLUMN last_used_step;
