-- Returns the path of a page's address, without host, query and fragment, at most 200 characters; null for none.
CREATE OR REPLACE FUNCTION hub_landing_path(page text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN page = '' THEN NULL
    WHEN page ~ '^[a-zA-Z][a-zA-Z0-9+.-]*://' THEN
      left(coalesce(nullif(substring(page from '^[^:]+://[^/?#]*([^?#]*)'), ''), '/'), 200)
    ELSE left(coalesce(nullif(substring(page from '^([^?#]*)'), ''), '/'), 200)
  END
$$;
