-- Refuses every change of the ledger's accounts and transfers except inserts, for every role.
CREATE OR REPLACE FUNCTION hub_refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
