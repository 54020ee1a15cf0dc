-- Returns text as searches compare it: canonical, in lower case, and with one spelling of letters whose cases differ in
-- number or language (ß and ẞ as ss; İ and ı as i; final sigma as sigma). Indexes hold it, so its body is bound when it is
-- created: a restored dump computes them without a search path.
CREATE OR REPLACE FUNCTION hub_search_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(lower(replace(replace(
  translate(hub_canonical_text(value), 'İıς', 'iiσ'), 'ß', 'ss'), 'ẞ', 'ss') COLLATE "C") COLLATE "default");
