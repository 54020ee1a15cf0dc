-- Returns the host of an address in lower case, without port and a leading "www.", at most 200 characters; null for none.
CREATE OR REPLACE FUNCTION hub_address_host(address text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT left(nullif(regexp_replace(
    lower(substring(address from '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)')), '^www\.', ''), ''), 200)
$$;
