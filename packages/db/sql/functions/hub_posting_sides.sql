-- The two sides of each posting that hub_post_transfers is given: which account, by storefront, affiliate (null for a
-- shared one), currency and kind, and its id; null while there is none.
CREATE OR REPLACE FUNCTION hub_posting_sides(postings jsonb)
RETURNS TABLE (place bigint, is_credit boolean, storefront integer, affiliate integer, currency text, kind text, account_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT side.*,
         -- Two look-ups in the index instead of one comparison with IS NOT DISTINCT FROM, which reads all accounts of the kind.
         CASE WHEN side.affiliate IS NULL THEN
           (SELECT account.id FROM ledger_accounts AS account
            WHERE account.storefront_id = side.storefront AND account.affiliate_id IS NULL
              AND account.currency = side.currency AND account.kind = side.kind)
         ELSE
           (SELECT account.id FROM ledger_accounts AS account
            WHERE account.storefront_id = side.storefront AND account.affiliate_id = side.affiliate
              AND account.currency = side.currency AND account.kind = side.kind)
         END
  FROM (
    SELECT posting.place, side.is_credit, posting.storefront,
           CASE WHEN side.kind IN ('pending', 'payable', 'held', 'in_payout') THEN posting.affiliate END AS affiliate,
           posting.currency, side.kind
    FROM ROWS FROM (jsonb_to_recordset(postings) AS (
      storefront integer, affiliate integer, currency text, debit text, credit text)) WITH ORDINALITY
      AS posting (storefront, affiliate, currency, debit, credit, place)
    CROSS JOIN LATERAL (VALUES (false, posting.debit), (true, posting.credit)) AS side (is_credit, kind)) AS side
$$;
