-- Refuses an amount with decimals that the currency of the refund's storefront does not have. A check cannot look into
-- another table. A code from before codes were checked has two.
CREATE OR REPLACE FUNCTION hub_check_refund_amount() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF min_scale(NEW.amount) > (
    SELECT coalesce(hub_currency_digits(currency), 2) FROM storefronts WHERE id = NEW.storefront_id)
  THEN
    RAISE check_violation USING
      MESSAGE = 'the amount of a refund has decimals that its currency does not have',
      TABLE = 'aff_refunds', COLUMN = 'amount', CONSTRAINT = 'aff_refunds_currency_check';
  END IF;
  RETURN NEW;
END
$$;
