-- Refuses every change of a version of a commission rule but that it ends, or ends earlier: an end that is to come may come
-- sooner, for no order was rated by what it takes away.
CREATE OR REPLACE FUNCTION hub_guard_rule_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to OR OLD.valid_to <= now()
    OR to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
    RAISE EXCEPTION 'a version of a commission rule never changes' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
