-- Returns text without what nobody sees: composed (NFC), no invisible characters, ordinary spaces, trimmed. The same as
-- `canonicalText` of the contract; a test compares the two. Not in plain SQL: that would be inlined and planned anew in
-- every statement that names a key, which costs more than the statement.
CREATE OR REPLACE FUNCTION hub_canonical_text(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
  IF value COLLATE "C" ~ '^[!-~]+$' THEN RETURN value; END IF;
  RETURN btrim(normalize(
    regexp_replace(
      regexp_replace(
        regexp_replace(value COLLATE "C", '[\u0001-\u001F\u007F-\u009F]', ' ', 'g'),
        '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]', '', 'g'),
      '[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]', ' ', 'g'),
    NFC));
END
$$;
