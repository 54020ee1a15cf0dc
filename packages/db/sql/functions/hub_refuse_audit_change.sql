-- Refuses every change of the audit log except inserts, for every role.
CREATE OR REPLACE FUNCTION hub_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
