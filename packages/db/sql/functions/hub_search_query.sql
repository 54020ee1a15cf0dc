-- Returns the query for texts with a word that begins with each of these words; null for a text without words.
CREATE OR REPLACE FUNCTION hub_search_query(value text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- Punctuation parts words, so that no word has a quote or a backslash in it.
RETURN (SELECT string_agg('''' || word || ''':*', ' & ') FROM unnest(tsvector_to_array(hub_search_words(value))) AS word)::tsquery;
