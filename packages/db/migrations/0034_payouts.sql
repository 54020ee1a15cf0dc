CREATE TABLE "payout_batches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"kind" varchar(16) DEFAULT 'balances' NOT NULL,
	"rail" varchar(8) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"minimum" numeric DEFAULT 0.00 NOT NULL,
	"state" varchar(16) DEFAULT 'draft' NOT NULL,
	"total" numeric NOT NULL,
	"item_count" integer NOT NULL,
	"left_out" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"message_id" varchar(35),
	"attempt" integer DEFAULT 0 NOT NULL,
	"attempted_at" timestamp with time zone,
	"provider_id" varchar(64),
	"account" varchar(64),
	"called_at" timestamp with time zone,
	"problem" text,
	"file_sealed" text,
	"file_name" varchar(128),
	"file_sha256" varchar(64),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"approved_at" timestamp with time zone,
	"approved_by" text,
	"is_self_approved" boolean DEFAULT false NOT NULL,
	"submitted_at" timestamp with time zone,
	"submitted_by" text,
	"settled_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"cancelled_by" text,
	CONSTRAINT "payout_batches_message_id_unique" UNIQUE("message_id"),
	CONSTRAINT "payout_batches_total_check" CHECK ("payout_batches"."total" > 0 AND "payout_batches"."total" < 1000000000000000000),
	CONSTRAINT "payout_batches_count_check" CHECK ("payout_batches"."item_count" > 0),
	CONSTRAINT "payout_batches_second_person_check" CHECK ("payout_batches"."approved_by" IS NULL OR "payout_batches"."is_self_approved" OR "payout_batches"."approved_by" <> "payout_batches"."created_by"),
	CONSTRAINT "payout_batches_approved_check" CHECK ("payout_batches"."state" IN ('draft', 'cancelled') OR "payout_batches"."approved_by" IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "payout_conversions" (
	"item_id" bigint NOT NULL,
	"attribution_id" integer NOT NULL,
	CONSTRAINT "payout_conversions_pkey" PRIMARY KEY("item_id","attribution_id")
);
--> statement-breakpoint
CREATE TABLE "payout_details" (
	"affiliate_id" integer PRIMARY KEY NOT NULL,
	"method" varchar(8) NOT NULL,
	"sealed" text NOT NULL,
	"hint" varchar(255) NOT NULL,
	"usable_from" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "payout_details_method_check" CHECK ("payout_details"."method" IN ('bank', 'paypal', 'other'))
);
--> statement-breakpoint
CREATE TABLE "payout_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"source" varchar(16) NOT NULL,
	"key" varchar(255) NOT NULL,
	"status" varchar(32) NOT NULL,
	"amount" numeric,
	"outcome" varchar(16) NOT NULL,
	"reason" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text,
	CONSTRAINT "payout_events_key" UNIQUE("item_id","source","key")
);
--> statement-breakpoint
CREATE TABLE "payout_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch_id" bigint NOT NULL,
	"affiliate_id" integer NOT NULL,
	"amount" numeric NOT NULL,
	"currency" varchar(3) NOT NULL,
	"state" varchar(16) DEFAULT 'reserved' NOT NULL,
	"through_seq" bigint,
	"attribution_id" integer,
	"request_id" bigint,
	"payee_sealed" text,
	"payee_hint" varchar(255),
	"reference" varchar(35) NOT NULL,
	"provider_id" varchar(64),
	"provider_status" varchar(32),
	"provider_at" timestamp with time zone,
	"reason" text,
	"settled_at" timestamp with time zone,
	CONSTRAINT "payout_items_reference_unique" UNIQUE("reference"),
	CONSTRAINT "payout_items_amount_check" CHECK ("payout_items"."amount" > 0 AND "payout_items"."amount" < 1000000000000000000),
	CONSTRAINT "payout_items_decimals_check" CHECK (min_scale("payout_items"."amount") <= coalesce(hub_currency_digits("payout_items"."currency"), 2))
);
--> statement-breakpoint
CREATE TABLE "payout_mismatches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_mismatches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"amount" numeric NOT NULL,
	"currency" varchar(3) NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decision" varchar(16),
	"decided_at" timestamp with time zone,
	"decided_by" text,
	CONSTRAINT "payout_mismatches_amount_check" CHECK ("payout_mismatches"."amount" <> 0 AND abs("payout_mismatches"."amount") < 1000000000000000000),
	CONSTRAINT "payout_mismatches_decided_check" CHECK (("payout_mismatches"."decision" IS NULL) = ("payout_mismatches"."decided_by" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "payout_periods" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_periods_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"currency" varchar(3) NOT NULL,
	"number" integer NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_by" text NOT NULL,
	"statement_count" integer NOT NULL,
	"hash" varchar(64) NOT NULL,
	CONSTRAINT "payout_periods_number_key" UNIQUE("storefront_id","currency","number"),
	CONSTRAINT "payout_periods_range_check" CHECK ("payout_periods"."ends_at" > "payout_periods"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "payout_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"currency" varchar(3) NOT NULL,
	"amount" numeric NOT NULL,
	"through_seq" bigint,
	"state" varchar(16) DEFAULT 'requested' NOT NULL,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"reason" text,
	CONSTRAINT "payout_requests_amount_check" CHECK ("payout_requests"."amount" > 0 AND "payout_requests"."amount" < 1000000000000000000),
	CONSTRAINT "payout_requests_reason_check" CHECK ("payout_requests"."state" <> 'rejected' OR ("payout_requests"."reason" IS NOT NULL AND "payout_requests"."decided_by" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "payout_settings" (
	"storefront_id" integer PRIMARY KEY NOT NULL,
	"minimum" numeric DEFAULT 0.00 NOT NULL,
	"debtor_sealed" text,
	"debtor_hint" varchar(255),
	"sepa_profile" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"paypal_sealed" text,
	"paypal_hint" varchar(255),
	"paypal_environment" varchar(8) DEFAULT 'live' NOT NULL,
	"reference" varchar(140),
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "payout_settings_minimum_check" CHECK ("payout_settings"."minimum" >= 0 AND "payout_settings"."minimum" < 1000000000000),
	CONSTRAINT "payout_settings_environment_check" CHECK ("payout_settings"."paypal_environment" IN ('live', 'sandbox'))
);
--> statement-breakpoint
CREATE TABLE "payout_statements" (
	"period_id" bigint NOT NULL,
	"affiliate_id" integer NOT NULL,
	"opening" numeric NOT NULL,
	"earned" numeric NOT NULL,
	"reversed" numeric NOT NULL,
	"adjusted" numeric NOT NULL,
	"paid" numeric NOT NULL,
	"closing" numeric NOT NULL,
	"pending" numeric NOT NULL,
	"payable" numeric NOT NULL,
	"held" numeric NOT NULL,
	"in_payout" numeric NOT NULL,
	"hash" varchar(64) NOT NULL,
	CONSTRAINT "payout_statements_pkey" PRIMARY KEY("period_id","affiliate_id"),
	CONSTRAINT "payout_statements_sum_check" CHECK ("payout_statements"."opening" + "payout_statements"."earned" - "payout_statements"."reversed" + "payout_statements"."adjusted" - "payout_statements"."paid" = "payout_statements"."closing"),
	CONSTRAINT "payout_statements_closing_check" CHECK ("payout_statements"."pending" + "payout_statements"."payable" + "payout_statements"."held" + "payout_statements"."in_payout" = "payout_statements"."closing")
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_accounts_kind_check";--> statement-breakpoint
ALTER TABLE "ledger_transfers" DROP CONSTRAINT "ledger_transfers_cause_check";--> statement-breakpoint
ALTER TABLE "payout_batches" ADD CONSTRAINT "payout_batches_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_conversions" ADD CONSTRAINT "payout_conversions_item_id_payout_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."payout_items"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_conversions" ADD CONSTRAINT "payout_conversions_attribution_id_aff_attributions_id_fk" FOREIGN KEY ("attribution_id") REFERENCES "public"."aff_attributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_details" ADD CONSTRAINT "payout_details_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_events" ADD CONSTRAINT "payout_events_item_id_payout_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."payout_items"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_batch_id_payout_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."payout_batches"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_attribution_id_aff_attributions_id_fk" FOREIGN KEY ("attribution_id") REFERENCES "public"."aff_attributions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_mismatches" ADD CONSTRAINT "payout_mismatches_item_id_payout_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."payout_items"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_periods" ADD CONSTRAINT "payout_periods_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_requests" ADD CONSTRAINT "payout_requests_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_requests" ADD CONSTRAINT "payout_requests_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_settings" ADD CONSTRAINT "payout_settings_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_statements" ADD CONSTRAINT "payout_statements_period_id_payout_periods_id_fk" FOREIGN KEY ("period_id") REFERENCES "public"."payout_periods"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_statements" ADD CONSTRAINT "payout_statements_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_payout_batches_storefront" ON "payout_batches" USING btree ("storefront_id","id");--> statement-breakpoint
CREATE INDEX "idx_payout_batches_open" ON "payout_batches" USING btree ("state") WHERE state IN ('submitting', 'unknown', 'submitted');--> statement-breakpoint
CREATE INDEX "idx_payout_batches_provider" ON "payout_batches" USING btree ("provider_id") WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_payout_conversions_attribution" ON "payout_conversions" USING btree ("attribution_id");--> statement-breakpoint
CREATE INDEX "idx_payout_items_batch" ON "payout_items" USING btree ("batch_id","id");--> statement-breakpoint
CREATE INDEX "idx_payout_items_affiliate" ON "payout_items" USING btree ("affiliate_id","id");--> statement-breakpoint
CREATE INDEX "idx_payout_items_open" ON "payout_items" USING btree ("affiliate_id") WHERE state IN ('reserved', 'sent', 'mismatched');--> statement-breakpoint
CREATE UNIQUE INDEX "idx_payout_items_balance" ON "payout_items" USING btree ("batch_id","affiliate_id") WHERE request_id IS NULL AND attribution_id IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "idx_payout_items_request" ON "payout_items" USING btree ("request_id") WHERE request_id IS NOT NULL AND state <> 'cancelled';--> statement-breakpoint
CREATE UNIQUE INDEX "idx_payout_items_conversion" ON "payout_items" USING btree ("attribution_id") WHERE attribution_id IS NOT NULL AND state IN ('reserved', 'sent', 'mismatched', 'paid');--> statement-breakpoint
CREATE INDEX "idx_payout_mismatches_item" ON "payout_mismatches" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "idx_payout_mismatches_open" ON "payout_mismatches" USING btree ("id") WHERE decision IS NULL;--> statement-breakpoint
CREATE INDEX "idx_payout_periods_end" ON "payout_periods" USING btree ("ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "idx_payout_requests_open" ON "payout_requests" USING btree ("affiliate_id","currency") WHERE state = 'requested';--> statement-breakpoint
CREATE INDEX "idx_payout_requests_storefront" ON "payout_requests" USING btree ("storefront_id","id");--> statement-breakpoint
CREATE INDEX "idx_payout_statements_affiliate" ON "payout_statements" USING btree ("affiliate_id","period_id");--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_kind_check" CHECK ("ledger_accounts"."kind" IN ('pending', 'payable', 'held', 'in_payout', 'expense.commission', 'expense.bad_debt', 'adjustment', 'suspense', 'cash.manual', 'cash.csv', 'cash.sepa', 'cash.paypal', 'expense.payout_fee')) NOT VALID;--> statement-breakpoint
ALTER TABLE "ledger_transfers" ADD CONSTRAINT "ledger_transfers_cause_check" CHECK ("ledger_transfers"."cause" IN ('accrue', 'mature', 'refund', 'void', 'dispute', 'pay', 'adjust', 'migrate', 'reserve', 'release', 'return', 'fee', 'mismatch')) NOT VALID;
--> statement-breakpoint
-- Waits until every transaction that has begun to post transfers has ended, and keeps others waiting until this one has:
-- call it alone in a short transaction. Afterwards all transfers that were posted before it are seen.
CREATE OR REPLACE FUNCTION hub_await_transfers() RETURNS void LANGUAGE plpgsql
-- To lock a table takes the right to change it, which the hub's own role has not.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  LOCK TABLE ledger_transfers IN SHARE MODE;
END $$;
--> statement-breakpoint
-- Locks what is payable to affiliates of a storefront in a currency, and what is in payout, until the transaction ends, by
-- ascending account as hub_post_transfers does. Returns what is payable to each who has something or owes something, and the
-- number of the last transfer of that account. of_affiliates null: of everybody.
CREATE OR REPLACE FUNCTION hub_lock_payables(storefront integer, of_currency text, of_affiliates integer[])
RETURNS TABLE (affiliate integer, payable numeric, seq bigint)
LANGUAGE sql
-- To lock a balance takes the right to write it, which the hub's own role has not.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH locked AS (
    SELECT account.affiliate_id, account.kind, balance.credits - balance.debits AS left_over, balance.seq
    FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
    WHERE account.storefront_id = storefront AND account.currency = of_currency AND account.kind IN ('payable', 'in_payout')
      AND (of_affiliates IS NULL OR account.affiliate_id = ANY (of_affiliates))
    ORDER BY balance.account_id
    FOR NO KEY UPDATE OF balance)
  SELECT affiliate_id, left_over, seq FROM locked WHERE kind = 'payable' AND left_over <> 0 ORDER BY affiliate_id
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
  -- Whoever waits by hub_await_transfers waits from here on: a time that is taken below is stored before they look.
  LOCK TABLE ledger_transfers IN ROW EXCLUSIVE MODE;
  -- Not before the locks: transfers of an account have the order of their times. What a clock that was set back calls the
  -- time of a closed period is of the next one.
  now_locked := greatest(clock_timestamp(), (SELECT max(ends_at) FROM payout_periods));

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
CREATE TRIGGER payout_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_events
  FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_ledger_change();
--> statement-breakpoint
CREATE TRIGGER payout_periods_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_periods
  FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_ledger_change();
--> statement-breakpoint
CREATE TRIGGER payout_statements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_statements
  FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_ledger_change();
