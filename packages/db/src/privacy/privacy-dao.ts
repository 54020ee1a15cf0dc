import { sql } from 'drizzle-orm';
import { decimalsOf, written } from '../core/columns.ts';
import type { Executor } from '../database.ts';

/** Most rows of each kind in an export, the newest first. */
const MOST_ROWS = 10_000;

/** Replaces an erased name. */
const ERASED = 'erased';

/** Of a statement. */
const FIGURES = ['opening', 'earned', 'reversed', 'adjusted', 'paid', 'closing'];

type Rows = Record<string, unknown>[];

/** An amount as the row's currency writes it. */
function shown(name: string) {
  return sql`${written(sql.raw(name), decimalsOf(sql.raw('currency')))} AS ${sql.raw(name)}`;
}

/** Exports and erases personal data. Every statement scans whole tables: requests are rare, and nothing may be missed. */
export class PrivacyDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns a visitor's clicks, and the orders credited through them. */
  async exportVisitor(visitorKey: string): Promise<Record<string, Rows>> {
    const clicks = sql`SELECT * FROM aff_clicks WHERE visitor_key = ${visitorKey}`;
    return {
      clicks: await this.#rows(sql`
        SELECT id, timestamp, affiliate_id, landing_page, referrer, sub_id, ip_address, user_agent, counted, reason
        FROM (${clicks}) AS own ORDER BY timestamp DESC`),
      orders: await this.#rows(sql`
        SELECT order_id, timestamp, ${shown('revenue')}, ${shown('refunded')}, currency, status, click_id
        FROM aff_attributions
        WHERE click_id IN (SELECT id FROM (${clicks}) AS own) ORDER BY timestamp DESC`),
      testEvents: await this.#rows(sql`
        SELECT timestamp, kind, body FROM test_events WHERE visitor_key = ${visitorKey} ORDER BY id DESC`),
    };
  }

  /** Anonymises a visitor's clicks, which stay counted, and deletes those of test mode. Returns the number of the former. */
  async eraseVisitor(visitorKey: string): Promise<number> {
    await this.#db.execute(sql`DELETE FROM test_events WHERE visitor_key = ${visitorKey}`);
    await this.#db.execute(sql`DELETE FROM aff_last_clicks WHERE visitor_key = ${visitorKey}`);
    const { rowCount } = await this.#db.execute(sql`
      UPDATE aff_clicks SET visitor_key = ${ERASED}, ip_address = NULL, user_agent = NULL, referrer = NULL, landing_page = NULL
      WHERE visitor_key = ${visitorKey}`);
    return rowCount ?? 0;
  }

  async exportAffiliate(id: number): Promise<Record<string, Rows>> {
    return {
      // Of two columns with one name, the later one counts.
      affiliate: await this.#rows(sql`
        SELECT affiliates.*, ${shown('revenue_30d')}, ${shown('verified_revenue_30d')}
        FROM affiliates JOIN storefronts ON storefronts.id = storefront_id WHERE affiliates.id = ${id}`),
      orders: await this.#rows(sql`
        SELECT order_id, timestamp, kind, status, ${shown('revenue')}, ${shown('refunded')}, ${shown('commission')},
               ${shown('commission_reversed')}, currency
        FROM aff_attributions
        WHERE affiliate_id = ${id} ORDER BY timestamp DESC`),
      codes: await this.#rows(sql`
        SELECT code, created_at FROM affiliate_codes WHERE affiliate_id = ${id} ORDER BY id DESC`),
      days: await this.#rows(sql`
        SELECT day, clicks, conversions, ${shown('revenue')}
        FROM aff_daily_rollups JOIN affiliates ON affiliates.id = affiliate_id
        JOIN storefronts ON storefronts.id = storefront_id
        WHERE affiliate_id = ${id} ORDER BY day DESC`),
      changes: await this.#rows(sql`
        SELECT at, action, before, after FROM audit_log
        WHERE subject_kind = 'affiliate' AND subject_id = ${String(id)} ORDER BY id DESC`),
      rules: await this.#rows(sql`
        SELECT name, kind, rate_bps, amount::text AS amount, valid_from, valid_to FROM commission_rules
        WHERE affiliate_id = ${id} ORDER BY id DESC`),
      transfers: await this.#rows(sql`
        WITH own AS (SELECT id, kind, affiliate_id FROM ledger_accounts)
        SELECT posted_at, debit.kind AS debit, credit.kind AS credit, ${shown('amount')}, currency, cause, reason
        FROM ledger_transfers JOIN own AS debit ON debit.id = debit_id JOIN own AS credit ON credit.id = credit_id
        WHERE ${id} IN (debit.affiliate_id, credit.affiliate_id) ORDER BY ledger_transfers.id DESC`),
      adjustments: await this.#rows(sql`
        SELECT created_at, kind, ${shown('amount')}, currency, reason, state, decided_at FROM ledger_adjustments
        WHERE affiliate_id = ${id} ORDER BY id DESC`),
      payments: await this.#rows(sql`
        SELECT item.id, batch.created_at, rail, ${written(sql`item.amount`, decimalsOf(sql`item.currency`))} AS amount, item.currency,
               item.state, payee_hint, reference, reason, item.settled_at
        FROM payout_items AS item JOIN payout_batches AS batch ON batch.id = batch_id
        WHERE affiliate_id = ${id} ORDER BY item.id DESC`),
      payoutRequests: await this.#rows(sql`
        SELECT created_at, ${shown('amount')}, currency, state, note, decided_at, reason FROM payout_requests
        WHERE affiliate_id = ${id} ORDER BY id DESC`),
      statements: await this.#rows(sql`
        SELECT starts_at, ends_at, currency, ${sql.join(FIGURES.map(shown), sql`, `)}, statement.hash
        FROM payout_statements AS statement JOIN payout_periods AS period ON period.id = period_id
        WHERE affiliate_id = ${id} ORDER BY period_id DESC`),
      testEvents: await this.#rows(sql`
        SELECT timestamp, kind, body, result FROM test_events WHERE affiliate_id = ${id} ORDER BY id DESC`),
    };
  }

  /** Returns the number of orders that an affiliate may still be paid for. */
  async countOwed(affiliateId: number): Promise<number> {
    const { rows } = await this.#db.execute<{ owed: number }>(sql`
      SELECT count(*)::integer AS owed FROM aff_attributions
      WHERE affiliate_id = ${affiliateId} AND kind = 'verified' AND status IN ('pending', 'approved')`);
    return rows[0]?.owed ?? 0;
  }

  /** Returns what is owed to an affiliate, or by it, in all accounts together, such as `-3.00 USD`; none where nothing is. */
  async getOpenBalances(affiliateId: number): Promise<string[]> {
    const { rows } = await this.#db.execute<{ open: string }>(sql`
      SELECT ${written(sql`sum(credits - debits)`, decimalsOf(sql`balance.currency`))} || ' ' || balance.currency AS open
      FROM ledger_balances AS balance JOIN ledger_accounts AS account ON account.id = balance.account_id
      WHERE account.affiliate_id = ${affiliateId} GROUP BY balance.currency
      HAVING bool_or(credits <> debits) ORDER BY balance.currency`);
    return rows.map(({ open }) => open);
  }

  /**
   * Archives an affiliate, replaces its name and handle, and deletes its codes, test events and payout details. Payments keep
   * their ids and amounts, and files their bytes for as long as the law wants.
   */
  async eraseAffiliate(id: number): Promise<void> {
    await this.#db.execute(sql`
      DELETE FROM test_events
      WHERE affiliate_id = ${id} OR body->>'handle' = (SELECT handle FROM affiliates WHERE id = ${id})`);
    await this.#db.execute(sql`DELETE FROM affiliate_codes WHERE affiliate_id = ${id}`);
    await this.#db.execute(sql`DELETE FROM payout_details WHERE affiliate_id = ${id}`);
    await this.#db.execute(
      sql`UPDATE payout_items SET payee_sealed = NULL, payee_hint = NULL WHERE affiliate_id = ${id}`,
    );
    await this.#db.execute(sql`
      UPDATE affiliates SET name = ${ERASED}, handle = ${`${ERASED}-${id}`}, status = 'archived' WHERE id = ${id}`);
  }

  /** Returns the mail address of a present or former team member; null when the id is unknown. */
  async findEmail(userId: string): Promise<string | null> {
    const { rows } = await this.#db.execute<{ email: string }>(
      sql`SELECT email FROM auth_users WHERE id = ${userId}`,
    );
    return rows[0]?.email ?? null;
  }

  async exportPerson({ id, email }: { id: string; email: string }): Promise<Record<string, Rows>> {
    return {
      person: await this.#rows(sql`
        SELECT id, name, email, role, two_factor_enabled, time_zone, created_at, removed_at FROM auth_users WHERE id = ${id}`),
      sessions: await this.#rows(sql`
        SELECT created_at, updated_at, expires_at, ip_address, user_agent FROM auth_sessions
        WHERE user_id = ${id} ORDER BY created_at DESC`),
      knownNetworks: await this.#rows(sql`
        SELECT place AS network, created_at, last_sign_in_at FROM known_places
        WHERE user_id = ${id} AND kind = 'network' ORDER BY last_sign_in_at DESC`),
      invitations: await this.#rows(sql`
        SELECT role, created_at, accepted_at, revoked_at FROM invitations WHERE email = ${email} ORDER BY id DESC`),
      auditLog: await this.#rows(sql`
        SELECT at, action, subject_kind, subject_id, network FROM audit_log
        WHERE actor_kind = 'person' AND actor_id = ${id} OR subject_kind = 'person' AND subject_id = ${id} ORDER BY id DESC`),
      alerts: await this.#rows(sql`
        SELECT episode_id, kind, occurred_at, note FROM alert_episode_events WHERE actor = ${email} ORDER BY id DESC`),
      stock: await this.#rows(sql`
        SELECT timestamp, sku, event_type, quantity_delta FROM inventory_events
        WHERE metadata->>'by' = ${email} ORDER BY id DESC`),
      imports: await this.#rows(sql`
        SELECT file_name, created_at, status FROM product_imports WHERE created_by = ${email} ORDER BY created_at DESC`),
    };
  }

  /** Replaces the name and address of a former team member wherever they are stored. */
  async erasePerson({ id, email }: { id: string; email: string }): Promise<void> {
    const placeholder = `${ERASED}-${id}@erased.invalid`;
    await this.#db.execute(
      sql`UPDATE auth_users SET name = ${ERASED}, email = ${placeholder}, image = NULL, updated_at = now() WHERE id = ${id}`,
    );
    await this.#db.execute(sql`UPDATE invitations SET email = ${placeholder} WHERE email = ${email}`);
    await this.#db.execute(sql`UPDATE alert_episode_events SET actor = ${ERASED} WHERE actor = ${email}`);
    await this.#db.execute(
      sql`UPDATE alert_episodes SET acknowledged_by = ${ERASED} WHERE acknowledged_by = ${email}`,
    );
    await this.#db.execute(
      sql`UPDATE product_imports SET created_by = ${ERASED} WHERE created_by = ${email}`,
    );
    await this.#db.execute(sql`
      UPDATE inventory_events SET metadata = jsonb_set(metadata, '{by}', to_jsonb(${ERASED}::text))
      WHERE metadata->>'by' = ${email}`);
  }

  async #rows(query: ReturnType<typeof sql>): Promise<Rows> {
    const { rows } = await this.#db.execute(sql`${query} LIMIT ${MOST_ROWS}`);
    return rows;
  }
}
