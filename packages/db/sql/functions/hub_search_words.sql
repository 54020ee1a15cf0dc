-- Returns the words of a text as searches compare them. Spaces and punctuation part words, and nothing else does: the
-- parser of to_tsvector takes SKUs and names for addresses, paths and numbers.
CREATE OR REPLACE FUNCTION hub_search_words(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(
  regexp_split_to_array(hub_search_text(value) COLLATE "C", '[\u0001-/:-@\[-`{-\u007F\u00A1\u00AB\u00B7\u00BB\u00BF\u2010-\u2027\u2030-\u205E\u3000-\u3003\u060C\u061B\u061F]+'), ''));
