-- Storefronts are in the hub's zone again, and people in that of their browser.
ALTER TABLE storefronts DROP COLUMN time_zone;
ALTER TABLE auth_users DROP COLUMN time_zone;
