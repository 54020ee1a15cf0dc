DROP INDEX idx_orders_customer_id;
DROP INDEX idx_orders_customer_email;
DROP TABLE ledger_transfers, ledger_balances, ledger_accounts, disputes, commissions, commission_rules;
ALTER TABLE affiliates DROP COLUMN group_id;
DROP TABLE affiliate_groups;
DROP FUNCTION hub_post_transfers;
DROP FUNCTION hub_posting_sides;
DROP FUNCTION hub_refuse_ledger_change;
DROP FUNCTION hub_guard_rule_version;
