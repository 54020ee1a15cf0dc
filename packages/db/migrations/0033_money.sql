CREATE TABLE "affiliate_groups" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "affiliate_groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"name" varchar(255) NOT NULL,
	"name_key" varchar(255) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "commission_rules" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "commission_rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer,
	"name" varchar(255) NOT NULL,
	"affiliate_id" integer,
	"group_id" integer,
	"sku" varchar(255),
	"product_id" varchar(255),
	"category" varchar(255),
	"kind" varchar(16) NOT NULL,
	"rate_bps" integer,
	"amount" numeric,
	"applies_to" varchar(16) NOT NULL,
	"limit" jsonb,
	"tiers" jsonb,
	"cap_per_order" numeric,
	"cap_per_month" numeric,
	"hold_days" smallint DEFAULT 0 NOT NULL,
	"auto_approve" boolean DEFAULT false NOT NULL,
	"pay_on_zero" boolean DEFAULT false NOT NULL,
	"lock_rate" boolean DEFAULT false NOT NULL,
	"include_tax" boolean DEFAULT false NOT NULL,
	"include_shipping" boolean DEFAULT false NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"scope_key" text NOT NULL,
	"supersedes" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text,
	CONSTRAINT "commission_rules_who_check" CHECK (num_nonnulls("commission_rules"."affiliate_id", "commission_rules"."group_id") <= 1),
	CONSTRAINT "commission_rules_what_check" CHECK (num_nonnulls("commission_rules"."sku", "commission_rules"."product_id", "commission_rules"."category") <= 1),
	CONSTRAINT "commission_rules_kind_check" CHECK (CASE "commission_rules"."kind" WHEN 'percent' THEN "commission_rules"."amount" IS NULL AND num_nonnulls("commission_rules"."rate_bps", "commission_rules"."tiers") = 1 ELSE "commission_rules"."kind" IN ('flatItem', 'flatOrder') AND "commission_rules"."amount" IS NOT NULL AND num_nonnulls("commission_rules"."rate_bps", "commission_rules"."tiers") = 0 END),
	CONSTRAINT "commission_rules_applies_to_check" CHECK ("commission_rules"."applies_to" IN ('all', 'first', 'recurring')),
	CONSTRAINT "commission_rules_rate_check" CHECK ("commission_rules"."rate_bps" BETWEEN 0 AND 10000),
	CONSTRAINT "commission_rules_amounts_check" CHECK (least("commission_rules"."amount", "commission_rules"."cap_per_order", "commission_rules"."cap_per_month") >= 0 AND greatest("commission_rules"."amount", "commission_rules"."cap_per_order", "commission_rules"."cap_per_month") < 1000000000000 AND greatest(min_scale("commission_rules"."amount"), min_scale("commission_rules"."cap_per_order"), min_scale("commission_rules"."cap_per_month")) <= 4),
	CONSTRAINT "commission_rules_money_check" CHECK ("commission_rules"."storefront_id" IS NOT NULL OR num_nonnulls("commission_rules"."amount", "commission_rules"."tiers", "commission_rules"."cap_per_order", "commission_rules"."cap_per_month") = 0),
	CONSTRAINT "commission_rules_hold_check" CHECK ("commission_rules"."hold_days" BETWEEN 0 AND 999),
	CONSTRAINT "commission_rules_range_check" CHECK ("commission_rules"."valid_to" >= "commission_rules"."valid_from")
);
--> statement-breakpoint
CREATE TABLE "commissions" (
	"attribution_id" integer NOT NULL,
	"position" smallint NOT NULL,
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"currency" varchar(3) NOT NULL,
	"line_id" varchar(255),
	"base" numeric NOT NULL,
	"source" varchar(16) NOT NULL,
	"rule_id" bigint,
	"rate_bps" integer,
	"amount" numeric NOT NULL,
	"base_reversed" numeric DEFAULT 0.00 NOT NULL,
	"reversed" numeric DEFAULT 0.00 NOT NULL,
	"held" numeric DEFAULT 0.00 NOT NULL,
	"voided" numeric DEFAULT 0.00 NOT NULL,
	"ordered_at" timestamp with time zone NOT NULL,
	"matures_at" timestamp with time zone NOT NULL,
	"approved_at" timestamp with time zone,
	"matured_at" timestamp with time zone,
	"explanation" jsonb NOT NULL,
	CONSTRAINT "commissions_pkey" PRIMARY KEY("attribution_id","position"),
	CONSTRAINT "commissions_source_check" CHECK ("commissions"."source" IN ('rule', 'default', 'given', 'own')),
	CONSTRAINT "commissions_rule_check" CHECK (("commissions"."source" = 'rule') = ("commissions"."rule_id" IS NOT NULL)),
	CONSTRAINT "commissions_amounts_check" CHECK ("commissions"."base" >= 0 AND "commissions"."amount" >= 0 AND "commissions"."amount" < 1000000000000 AND "commissions"."reversed" >= 0 AND "commissions"."held" >= 0 AND "commissions"."voided" >= 0 AND "commissions"."base_reversed" >= 0 AND "commissions"."reversed" + "commissions"."held" + "commissions"."voided" <= "commissions"."amount"),
	CONSTRAINT "commissions_decimals_check" CHECK (greatest(min_scale("commissions"."amount"), min_scale("commissions"."reversed"), min_scale("commissions"."held"), min_scale("commissions"."voided")) <= coalesce(hub_currency_digits("commissions"."currency"), 2)),
	CONSTRAINT "commissions_matured_check" CHECK ("commissions"."matured_at" IS NULL OR "commissions"."approved_at" IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"storefront_id" integer NOT NULL,
	"order_key" text NOT NULL,
	"dispute_id" varchar(255) NOT NULL,
	"order_id" varchar(255) NOT NULL,
	"amount" numeric NOT NULL,
	"state" varchar(16) NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"changes" smallint DEFAULT 1 NOT NULL,
	CONSTRAINT "disputes_pkey" PRIMARY KEY("storefront_id","order_key","dispute_id"),
	CONSTRAINT "disputes_state_check" CHECK ("disputes"."state" IN ('opened', 'won', 'lost')),
	CONSTRAINT "disputes_closed_check" CHECK (("disputes"."state" = 'opened') = ("disputes"."closed_at" IS NULL)),
	CONSTRAINT "disputes_amount_check" CHECK ("disputes"."amount" > 0 AND "disputes"."amount" < 1000000000000 AND min_scale("disputes"."amount") <= 4)
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer,
	"kind" varchar(32) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_accounts_key" UNIQUE NULLS NOT DISTINCT("storefront_id","affiliate_id","currency","kind"),
	CONSTRAINT "ledger_accounts_currency_key" UNIQUE("id","currency"),
	CONSTRAINT "ledger_accounts_kind_check" CHECK ("ledger_accounts"."kind" IN ('pending', 'payable', 'held', 'in_payout', 'expense.commission', 'expense.bad_debt', 'adjustment', 'suspense', 'cash.manual')),
	CONSTRAINT "ledger_accounts_owner_check" CHECK (("ledger_accounts"."affiliate_id" IS NOT NULL) = ("ledger_accounts"."kind" IN ('pending', 'payable', 'held', 'in_payout')))
);
--> statement-breakpoint
CREATE TABLE "ledger_adjustments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_adjustments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"currency" varchar(3) NOT NULL,
	"kind" varchar(16) NOT NULL,
	"amount" numeric NOT NULL,
	"reason" text NOT NULL,
	"state" varchar(16) DEFAULT 'proposed' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"is_self_approved" boolean DEFAULT false NOT NULL,
	CONSTRAINT "ledger_adjustments_amount_check" CHECK ("ledger_adjustments"."amount" <> 0 AND abs("ledger_adjustments"."amount") < 1000000000000000000),
	CONSTRAINT "ledger_adjustments_decimals_check" CHECK (min_scale("ledger_adjustments"."amount") <= coalesce(hub_currency_digits("ledger_adjustments"."currency"), 2)),
	CONSTRAINT "ledger_adjustments_state_check" CHECK (("ledger_adjustments"."state" = 'proposed') = ("ledger_adjustments"."decided_by" IS NULL)),
	CONSTRAINT "ledger_adjustments_second_person_check" CHECK ("ledger_adjustments"."state" <> 'approved' OR "ledger_adjustments"."is_self_approved" OR "ledger_adjustments"."decided_by" <> "ledger_adjustments"."created_by")
);
--> statement-breakpoint
CREATE TABLE "ledger_balances" (
	"account_id" bigint PRIMARY KEY NOT NULL,
	"debits" numeric DEFAULT 0.00 NOT NULL,
	"credits" numeric DEFAULT 0.00 NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"storefront_id" integer NOT NULL,
	"kind" varchar(32) NOT NULL,
	"currency" varchar(3) NOT NULL,
	CONSTRAINT "ledger_balances_check" CHECK ("ledger_balances"."kind" = 'payable' OR "ledger_balances"."credits" >= "ledger_balances"."debits"),
	CONSTRAINT "ledger_balances_limit_check" CHECK (greatest("ledger_balances"."debits", "ledger_balances"."credits") < 1000000000000000000)
);
--> statement-breakpoint
CREATE TABLE "ledger_progress" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"booked_through" integer NOT NULL,
	CONSTRAINT "ledger_progress_only_check" CHECK ("ledger_progress"."is_only")
);
--> statement-breakpoint
CREATE TABLE "ledger_settings" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"second_person" varchar(16) NOT NULL,
	"chosen_at" timestamp with time zone NOT NULL,
	"chosen_by" text NOT NULL,
	CONSTRAINT "ledger_settings_only_check" CHECK ("ledger_settings"."is_only"),
	CONSTRAINT "ledger_settings_second_person_check" CHECK ("ledger_settings"."second_person" IN ('required', 'alone'))
);
--> statement-breakpoint
CREATE TABLE "ledger_transfers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_transfers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"debit_id" bigint NOT NULL,
	"credit_id" bigint NOT NULL,
	"currency" varchar(3) NOT NULL,
	"amount" numeric NOT NULL,
	"cause" varchar(16) NOT NULL,
	"cause_id" text NOT NULL,
	"leg" smallint NOT NULL,
	"attribution_id" integer,
	"position" smallint,
	"event_at" timestamp with time zone NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	"debit_seq" bigint,
	"credit_seq" bigint,
	"reason" text,
	"actor" text,
	CONSTRAINT "ledger_transfers_cause_key" UNIQUE("cause","cause_id","leg"),
	CONSTRAINT "ledger_transfers_amount_check" CHECK ("ledger_transfers"."amount" > 0 AND "ledger_transfers"."amount" < 1000000000000000000),
	CONSTRAINT "ledger_transfers_decimals_check" CHECK (min_scale("ledger_transfers"."amount") <= coalesce(hub_currency_digits("ledger_transfers"."currency"), 2)),
	CONSTRAINT "ledger_transfers_sides_check" CHECK ("ledger_transfers"."debit_id" <> "ledger_transfers"."credit_id"),
	CONSTRAINT "ledger_transfers_cause_check" CHECK ("ledger_transfers"."cause" IN ('accrue', 'mature', 'refund', 'void', 'dispute', 'pay', 'adjust', 'migrate'))
);
--> statement-breakpoint
ALTER TABLE "aff_attributions" DROP CONSTRAINT "aff_attributions_commission_source_check";--> statement-breakpoint
ALTER TABLE "aff_attributions" DROP CONSTRAINT "aff_attributions_commission_bps_check";--> statement-breakpoint
ALTER TABLE "affiliates" ADD COLUMN "group_id" integer;--> statement-breakpoint
ALTER TABLE "affiliate_groups" ADD CONSTRAINT "affiliate_groups_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_rules" ADD CONSTRAINT "commission_rules_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_rules" ADD CONSTRAINT "commission_rules_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_rules" ADD CONSTRAINT "commission_rules_group_id_affiliate_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."affiliate_groups"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_attribution_id_aff_attributions_id_fk" FOREIGN KEY ("attribution_id") REFERENCES "public"."aff_attributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_rule_id_commission_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."commission_rules"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_adjustments" ADD CONSTRAINT "ledger_adjustments_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_adjustments" ADD CONSTRAINT "ledger_adjustments_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_account_id_ledger_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_accounts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transfers" ADD CONSTRAINT "ledger_transfers_debit_fk" FOREIGN KEY ("debit_id","currency") REFERENCES "public"."ledger_accounts"("id","currency") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transfers" ADD CONSTRAINT "ledger_transfers_credit_fk" FOREIGN KEY ("credit_id","currency") REFERENCES "public"."ledger_accounts"("id","currency") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "affiliate_groups_name_key" ON "affiliate_groups" USING btree ("storefront_id","name_key");--> statement-breakpoint
CREATE INDEX "idx_commission_rules_scope" ON "commission_rules" USING btree ("scope_key","valid_from");--> statement-breakpoint
CREATE INDEX "idx_commission_rules_affiliate" ON "commission_rules" USING btree ("affiliate_id") WHERE affiliate_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_commission_rules_group" ON "commission_rules" USING btree ("group_id") WHERE group_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_commission_rules_everyone" ON "commission_rules" USING btree ("storefront_id") WHERE affiliate_id IS NULL AND group_id IS NULL;--> statement-breakpoint
CREATE INDEX "idx_commissions_affiliate" ON "commissions" USING btree ("affiliate_id","ordered_at");--> statement-breakpoint
CREATE INDEX "idx_commissions_held" ON "commissions" USING btree ("attribution_id") WHERE held > 0;--> statement-breakpoint
CREATE INDEX "idx_commissions_rule" ON "commissions" USING btree ("rule_id") WHERE rule_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_commissions_due" ON "commissions" USING btree ("matures_at") WHERE approved_at IS NOT NULL AND matured_at IS NULL;--> statement-breakpoint
CREATE INDEX "idx_ledger_adjustments_affiliate" ON "ledger_adjustments" USING btree ("affiliate_id","id");--> statement-breakpoint
CREATE INDEX "idx_ledger_adjustments_proposed" ON "ledger_adjustments" USING btree ("id") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "idx_ledger_transfers_debit" ON "ledger_transfers" USING btree ("debit_id","id");--> statement-breakpoint
CREATE INDEX "idx_ledger_transfers_credit" ON "ledger_transfers" USING btree ("credit_id","id");--> statement-breakpoint
CREATE INDEX "idx_ledger_transfers_attribution" ON "ledger_transfers" USING btree ("attribution_id");--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_group_id_affiliate_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."affiliate_groups"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_aff_attributions_open" ON "aff_attributions" USING btree ("status","id") WHERE kind = 'verified' AND status IN ('pending', 'approved');--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_affiliates_group_id" ON "affiliates" USING btree ("group_id") WHERE group_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_orders_customer_id" ON "orders" USING btree ("storefront_id","customer_id_hash") WHERE customer_id_hash IS NOT NULL;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_orders_customer_email" ON "orders" USING btree ("storefront_id","customer_email_hash") WHERE customer_email_hash IS NOT NULL;--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD CONSTRAINT "aff_attributions_commission_source_check" CHECK ("aff_attributions"."commission_source" IN ('given', 'own', 'default', 'rule')) NOT VALID;--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD CONSTRAINT "aff_attributions_commission_bps_check" CHECK (("aff_attributions"."commission_bps" IS NULL) = (coalesce("aff_attributions"."commission_source", 'given') IN ('given', 'rule')) AND "aff_attributions"."commission_bps" BETWEEN 0 AND 10000) NOT VALID;
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
-- Locks an affiliate's balances in a currency until the transaction ends, by ascending account as hub_post_transfers does,
-- and returns what is payable; null before anything was.
CREATE OR REPLACE FUNCTION hub_lock_payable(payee integer, of_currency text) RETURNS numeric
LANGUAGE sql
-- To lock a balance takes the right to write it, which the hub's own role has not.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH locked AS (
    SELECT account.kind, balance.credits - balance.debits AS left_over
    FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
    WHERE account.affiliate_id = payee AND account.currency = of_currency
    ORDER BY balance.account_id
    FOR NO KEY UPDATE OF balance)
  SELECT max(left_over) FILTER (WHERE kind = 'payable') FROM locked
$$;
--> statement-breakpoint
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
--> statement-breakpoint
-- Posts transfers, in this order, and adds them to the balances of affiliates' accounts; the only way to do so. Each has
-- storefront, affiliate (null: both accounts are shared), currency, debit, credit (kinds of accounts), amount, cause,
-- cause_id, leg, attribution, position, at, reason, actor. Accounts that lack are made. Returns the number of transfers.
-- Raises unique_violation for one that was posted before, and check_violation for a balance below what its account
-- allows; then nothing is posted. Balances are locked by ascending account: call it last in a transaction, once.
CREATE OR REPLACE FUNCTION hub_post_transfers(postings jsonb) RETURNS integer
LANGUAGE plpgsql
-- The hub's own role may not write balances or transfers itself; this function of the owner's does it.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  debit_ids bigint[];
  credit_ids bigint[];
  is_complete boolean;
  posted integer;
  now_locked timestamptz;
BEGIN
  -- The second time only where accounts lacked: somebody else may be making the same ones.
  FOR attempt IN 1..2 LOOP
    SELECT array_agg(side.account_id ORDER BY side.place) FILTER (WHERE NOT side.is_credit),
           array_agg(side.account_id ORDER BY side.place) FILTER (WHERE side.is_credit),
           count(side.account_id) = count(*)
    INTO debit_ids, credit_ids, is_complete
    FROM hub_posting_sides(postings) AS side;
    EXIT WHEN is_complete;
    INSERT INTO ledger_accounts (storefront_id, affiliate_id, kind, currency)
    SELECT DISTINCT side.storefront, side.affiliate, side.kind, side.currency
    FROM hub_posting_sides(postings) AS side WHERE side.account_id IS NULL
    ORDER BY 1, 2, 4, 3
    ON CONFLICT DO NOTHING;
    INSERT INTO ledger_balances (account_id, storefront_id, kind, currency)
    SELECT DISTINCT side.account_id, side.storefront, side.kind, side.currency
    FROM hub_posting_sides(postings) AS side WHERE side.affiliate IS NOT NULL
    ORDER BY 1
    ON CONFLICT DO NOTHING;
  END LOOP;

  PERFORM FROM ledger_balances WHERE account_id = ANY (debit_ids || credit_ids) ORDER BY account_id FOR NO KEY UPDATE;
  -- Not before the locks: transfers of an account have the order of their times.
  now_locked := clock_timestamp();

  WITH posting AS (
    SELECT posting.*, debit_ids[place] AS debit_id, credit_ids[place] AS credit_id
    FROM ROWS FROM (jsonb_to_recordset(postings) AS (
      currency text, amount numeric, cause text, cause_id text, leg smallint, attribution integer, position smallint,
      at timestamptz, reason text, actor text)) WITH ORDINALITY
      AS posting (currency, amount, cause, cause_id, leg, attribution, position, at, reason, actor, place)),
  sides AS (
    SELECT place, is_credit, side.account_id, amount,
           -- None of a shared account, which has no balance.
           (SELECT seq FROM ledger_balances AS balance WHERE balance.account_id = side.account_id)
             + row_number() OVER (PARTITION BY side.account_id ORDER BY place, is_credit) AS seq
    FROM posting CROSS JOIN LATERAL (VALUES (false, debit_id), (true, credit_id)) AS side (is_credit, account_id)),
  numbered AS (
    SELECT place, max(seq) FILTER (WHERE NOT is_credit) AS debit_seq, max(seq) FILTER (WHERE is_credit) AS credit_seq
    FROM sides GROUP BY place),
  inserted AS (
    INSERT INTO ledger_transfers (debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution_id, position,
                                  event_at, posted_at, debit_seq, credit_seq, reason, actor)
    SELECT debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution, position, coalesce(at, now_locked), now_locked,
           debit_seq, credit_seq, reason, actor
    FROM posting JOIN numbered USING (place) ORDER BY place
    RETURNING 1),
  added AS (
    SELECT account_id, coalesce(sum(amount) FILTER (WHERE NOT is_credit), 0) AS debits,
           coalesce(sum(amount) FILTER (WHERE is_credit), 0) AS credits, max(seq) AS seq
    FROM sides WHERE seq IS NOT NULL GROUP BY account_id),
  balanced AS (
    UPDATE ledger_balances AS balance
    SET debits = balance.debits + added.debits, credits = balance.credits + added.credits, seq = added.seq
    -- Named once more, so that the balances are looked up and not all read.
    FROM added WHERE balance.account_id = added.account_id AND balance.account_id = ANY (debit_ids || credit_ids))
  SELECT count(*) INTO posted FROM inserted;
  RETURN posted;
END;
$$;
--> statement-breakpoint
-- Refuses every change of the ledger's accounts and transfers except inserts, for every role.
CREATE OR REPLACE FUNCTION hub_refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfers
  FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_ledger_change();
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_accounts
  FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_ledger_change();
--> statement-breakpoint
CREATE TRIGGER commission_rules_versions BEFORE UPDATE OR DELETE ON commission_rules
  FOR EACH ROW EXECUTE FUNCTION hub_guard_rule_version();
--> statement-breakpoint
-- Ranges of one scope never overlap. A hash in place of the scope, because this index takes ranges only.
ALTER TABLE commission_rules ADD CONSTRAINT commission_rules_overlap_excl EXCLUDE USING gist (
  int8range(hashtextextended(scope_key, 0) >> 1, (hashtextextended(scope_key, 0) >> 1) + 1) WITH &&,
  tstzrange(valid_from, valid_to) WITH &&);
--> statement-breakpoint
CREATE TRIGGER affiliates_own_rate AFTER INSERT OR UPDATE OF commission_bps ON affiliates
  FOR EACH ROW EXECUTE FUNCTION hub_keep_own_rate();
--> statement-breakpoint
-- No order is from before the year 2000.
INSERT INTO commission_rules (storefront_id, name, affiliate_id, kind, rate_bps, applies_to, valid_from, scope_key)
SELECT storefront_id, 'Own rate', id, 'percent', commission_bps, 'all', '2000-01-01T00:00:00Z',
       storefront_id || ' all affiliate:' || id || ' any'
FROM affiliates WHERE commission_bps IS NOT NULL;
