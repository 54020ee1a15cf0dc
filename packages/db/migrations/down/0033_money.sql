DROP TRIGGER affiliates_own_rate ON affiliates;
DROP INDEX idx_aff_attributions_open;
DROP INDEX idx_orders_customer_id;
DROP INDEX idx_orders_customer_email;
DROP TABLE ledger_progress, ledger_settings, ledger_adjustments, ledger_transfers, ledger_balances, ledger_accounts, disputes, commissions, commission_rules;
ALTER TABLE affiliates DROP COLUMN group_id;
DROP TABLE affiliate_groups;
DROP FUNCTION hub_post_transfers;
DROP FUNCTION hub_posting_sides;
DROP FUNCTION hub_lock_payable;
DROP FUNCTION hub_refuse_ledger_change;
DROP FUNCTION hub_guard_rule_version;
DROP FUNCTION hub_keep_own_rate;
UPDATE aff_attributions SET commission_source = NULL WHERE commission_source = 'rule';
ALTER TABLE aff_attributions DROP CONSTRAINT aff_attributions_commission_source_check, DROP CONSTRAINT aff_attributions_commission_bps_check;
ALTER TABLE aff_attributions
  ADD CONSTRAINT aff_attributions_commission_source_check CHECK (commission_source IN ('given', 'own', 'default')),
  ADD CONSTRAINT aff_attributions_commission_bps_check
    CHECK ((commission_bps IS NULL) = (coalesce(commission_source, 'given') = 'given') AND commission_bps BETWEEN 0 AND 10000);
