-- The two sides of each posting that hub_post_transfers is given: which account, by storefront, affiliate (null for a
-- shared one), currency and kind, and what is added to it.
CREATE OR REPLACE FUNCTION hub_posting_sides(postings jsonb)
RETURNS TABLE (place bigint, is_credit boolean, storefront integer, affiliate integer, currency text, kind text, amount numeric)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT posting.place, side.is_credit, posting.storefront,
         CASE WHEN side.kind IN ('pending', 'payable', 'held', 'in_payout') THEN posting.affiliate END,
         posting.currency, side.kind, posting.amount
  FROM ROWS FROM (jsonb_to_recordset(postings) AS (
    storefront integer, affiliate integer, currency text, debit text, credit text, amount numeric)) WITH ORDINALITY
    AS posting (storefront, affiliate, currency, debit, credit, amount, place)
  CROSS JOIN LATERAL (VALUES (false, posting.debit), (true, posting.credit)) AS side (is_credit, kind)
$$;
