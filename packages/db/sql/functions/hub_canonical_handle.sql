-- Returns the canonical form of a stored handle: lower case, without punctuation around it. Stored handles are ASCII; for
-- those it is the same as `canonicalHandle` of the contract. Its body is bound when it is created, because a restored
-- dump computes the columns that use it without a search path.
CREATE OR REPLACE FUNCTION hub_canonical_handle(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
  lower(hub_canonical_text(value) COLLATE "C"), '^[[:punct:][:space:]]+|[[:punct:][:space:]]+$', '', 'g');
