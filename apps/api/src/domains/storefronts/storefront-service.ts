import type { Database, Executor } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type StorefrontChange, StorefrontDao, type StorefrontRow } from '@dreamteamhub/db/storefronts';
import {
  type admin,
  canonicalTimeZone,
  readOrigin,
  timeZoneProblem,
  type WireOutputs,
} from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { type Caller, difference } from '../../platform/caller.ts';
import { formatMinor, formatStored, readMinorField } from '../../platform/money.ts';

/** A storefront as the API returns it. */
export type StorefrontView = WireOutputs<typeof admin>['storefronts']['createStorefront'];

/** Storefronts, with the origins that tracked links may lead to and whose pages may use their keys. */
export class StorefrontService {
  readonly #db: Database;
  readonly #hubTimeZone: string;

  /** `hubTimeZone` is the zone of storefronts without one of their own. */
  constructor(deps: { db: Database; hubTimeZone: string }) {
    this.#db = deps.db;
    this.#hubTimeZone = deps.hubTimeZone;
  }

  /** Returns all storefronts; for a storefront's key, only its own. */
  async list(by: Pick<Caller, 'storefrontId'>): Promise<{ items: StorefrontView[]; hubTimeZone: string }> {
    const rows = await new StorefrontDao(this.#db).listStorefronts();
    const own = rows.filter(({ id }) => by.storefrontId === null || id === by.storefrontId);
    return { items: own.map(toView), hubTimeZone: this.#hubTimeZone };
  }

  /** Throws `conflict` when the slug is taken. */
  async create(
    input: {
      slug: string;
      name: string;
      currency: string;
      allowedOrigins: string[];
      timeZone?: string | null;
    },
    by: Caller,
  ): Promise<StorefrontView> {
    const data = {
      ...input,
      allowedOrigins: [...new Set(input.allowedOrigins)],
      timeZone: readTimeZone(input.timeZone ?? null),
    };
    return this.#db.transaction(async (tx) => {
      const row = await new StorefrontDao(tx).createStorefront(data);
      if (row === null) throw new AppError('conflict', `slug: "${input.slug}" is taken`);
      await new AuditDao(tx).record(by, {
        action: 'storefronts.createStorefront',
        subject: { kind: 'storefront', id: row.id },
        after: data,
      });
      return toView(row);
    });
  }

  /** Changes the fields given. Throws `not_found`. */
  async update(
    {
      id,
      ...input
    }: {
      id: number;
      name?: string | undefined;
      allowedOrigins?: string[] | undefined;
      claims?: StorefrontRow['claims'] | undefined;
      maxClaim?: number | string | null | undefined;
      timeZone?: string | null | undefined;
    },
    by: Caller,
  ): Promise<StorefrontView> {
    const { name, allowedOrigins, claims, maxClaim, timeZone } = input;
    return this.#change({ id }, by, ({ currency }) => ({
      ...(name === undefined ? {} : { name }),
      ...(allowedOrigins === undefined ? {} : { allowedOrigins: [...new Set(allowedOrigins)] }),
      ...(claims === undefined ? {} : { claims }),
      ...(maxClaim === undefined
        ? {}
        : { maxClaim: maxClaim === null ? null : readMaxClaim(maxClaim, currency) }),
      ...(timeZone === undefined ? {} : { timeZone: readTimeZone(timeZone) }),
    }));
  }

  /** Sets a storefront's time zone; null: the hub's own. Throws `bad_request` for no zone, `not_found` for the slug. */
  async setTimeZone(slug: string, text: string | null, by: Caller): Promise<StorefrontView> {
    const timeZone = readTimeZone(text);
    return this.#change({ slug }, by, () => ({ timeZone }));
  }

  /** Lets tracked links lead to an origin. Throws `bad_request` when it is not one, `not_found` for an unknown slug. */
  async allowOrigin(slug: string, text: string, by: Caller): Promise<StorefrontView> {
    const origin = parseOrigin(text);
    return this.#change({ slug }, by, ({ allowedOrigins }) => ({
      allowedOrigins: [...new Set([...allowedOrigins, origin])],
    }));
  }

  /** Stops tracked links from leading to an origin. Throws like {@link allowOrigin}. */
  async disallowOrigin(slug: string, text: string, by: Caller): Promise<StorefrontView> {
    const origin = parseOrigin(text);
    return this.#change({ slug }, by, ({ allowedOrigins }) => ({
      allowedOrigins: allowedOrigins.filter((other) => other !== origin),
    }));
  }

  /** Books in this currency from now on. Returns false when the default storefront has orders in another one, or
   * refunds that it cannot hold. */
  setDefaultCurrency(currency: string): Promise<boolean> {
    return new StorefrontDao(this.#db).setDefaultCurrency(currency);
  }

  #change(
    which: { id: number } | { slug: string },
    by: Caller,
    changeOf: (row: StorefrontRow) => StorefrontChange,
  ): Promise<StorefrontView> {
    return this.#db.transaction(async (tx) => {
      const dao = new StorefrontDao(tx);
      const row = await dao.lockStorefront(which);
      if (row === null) throw unknownStorefront(which);
      const change = changeOf(row);
      const changed = difference(row, change);
      if (changed === null) return toView(row);
      const updated = await dao.updateStorefront(row.id, change);
      await new AuditDao(tx).record(by, {
        action: 'storefronts.updateStorefront',
        subject: { kind: 'storefront', id: row.id },
        ...changed,
      });
      return toView(updated);
    });
  }
}

/** Returns an origin as browsers write it. Refuses a path, because it would have no effect. */
function parseOrigin(text: string): string {
  const origin = readOrigin(text);
  if (origin === null) throw badField('origin', 'must be an origin like https://shop.example');
  return origin;
}

/** Returns the one name that a zone is stored by. Throws `bad_request` with what may be meant. */
function readTimeZone(text: string | null): string | null {
  const problem = text === null ? null : timeZoneProblem(text);
  if (problem !== null) throw badField('timeZone', problem);
  return text === null ? null : canonicalTimeZone(text);
}

function readMaxClaim(amount: number | string, currency: string): string {
  const minor = readMinorField('maxClaim', amount, currency);
  if (minor === 0n) throw badField('maxClaim', 'must be more than zero');
  return formatMinor(minor, currency);
}

function toView({ createdAt, maxClaim, ...row }: StorefrontRow): StorefrontView {
  return {
    ...row,
    maxClaim: maxClaim === null ? null : formatStored(maxClaim, row.currency),
    createdAt: createdAt.toISOString(),
  };
}

function unknownStorefront(which: { id: number } | { slug: string }): AppError {
  const named = 'slug' in which ? `storefront "${which.slug}"` : `storefront with id ${which.id}`;
  return new AppError('not_found', `there is no ${named}`);
}

/** Returns what tells the currency of each storefront. */
export async function readCurrencies(db: Executor): Promise<(storefrontId: number) => string> {
  const rows = await new StorefrontDao(db).listStorefronts();
  const currencies = new Map(rows.map(({ id, currency }) => [id, currency]));
  return (storefrontId) => {
    const currency = currencies.get(storefrontId);
    if (currency === undefined) throw new Error(`there is no storefront with id ${storefrontId}`);
    return currency;
  };
}

/**
 * Returns the storefront that is named, else the key's own, else the default one. Throws `bad_request` for an unknown
 * one, and when a storefront's key names another.
 */
export async function findStorefront(
  db: Executor,
  slug: string | undefined,
  by: Pick<Caller, 'storefrontId'>,
): Promise<StorefrontRow> {
  const dao = new StorefrontDao(db);
  const storefront =
    slug === undefined && by.storefrontId !== null
      ? await dao.getStorefront(by.storefrontId)
      : await dao.getStorefrontBySlug(slug ?? 'default');
  if (storefront === null || (by.storefrontId ?? storefront.id) !== storefront.id) {
    throw badField('storefront', `there is no storefront "${slug ?? 'default'}"`);
  }
  return storefront;
}
