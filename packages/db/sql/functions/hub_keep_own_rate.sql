-- Makes an affiliate's own rate a version of the rule "this affiliate, any goods, all orders", whoever writes the rate: a
-- version of the hub that knows no rules does, too. Where rules are written themselves, hub.keeps_rules says so.
CREATE OR REPLACE FUNCTION hub_keep_own_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  scope text := NEW.storefront_id || ' all affiliate:' || NEW.id || ' any';
  since timestamptz := clock_timestamp();
  ended bigint;
BEGIN
  IF current_setting('hub.keeps_rules', true) = 'on' THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.commission_bps IS NOT DISTINCT FROM NEW.commission_bps THEN RETURN NULL; END IF;
    UPDATE commission_rules SET valid_to = since WHERE scope_key = scope AND valid_to IS NULL AND valid_from < since
    RETURNING id INTO ended;
  ELSE
    -- The rate of a new affiliate is that of earlier orders as well.
    since := '2000-01-01T00:00:00Z';
  END IF;
  IF NEW.commission_bps IS NOT NULL THEN
    INSERT INTO commission_rules (storefront_id, name, affiliate_id, kind, rate_bps, applies_to, valid_from, scope_key, supersedes)
    VALUES (NEW.storefront_id, 'Own rate', NEW.id, 'percent', NEW.commission_bps, 'all', since, scope, ended);
  END IF;
  RETURN NULL;
END $$;
