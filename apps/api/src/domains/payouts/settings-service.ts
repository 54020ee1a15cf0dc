import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type PayoutRail, PayoutSettingsDao, type PayoutSettingsRow } from '@dreamteamhub/db/payouts';
import type { StorefrontRow } from '@dreamteamhub/db/storefronts';
import { type admin, canonicalText, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';
import { badField } from '../../platform/app-error.ts';
import { difference, type PersonCaller } from '../../platform/caller.ts';
import { formatMinor, formatStored, readMinorField } from '../../platform/money.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import type { ProofOfIdentity } from '../people/proof-of-identity-service.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { hintOfNumber } from './bank-account.ts';
import { readAccount } from './read-payee.ts';

type Entries = (typeof admin)['payouts'];
type Answer = WireOutputs<typeof admin>['payouts']['getPayoutSettings'];
type Wish = Omit<z.output<Entries['setPayoutSettings']['input']>, 'password' | 'code' | 'storefront'>;

const debtor = z.strictObject({ name: z.string(), iban: z.string(), bic: z.string().nullable() });
const paypal = z.strictObject({ clientId: z.string(), clientSecret: z.string() });

/** Who pays by SEPA. */
export type Debtor = z.output<typeof debtor>;
/** What the bank wants to be different. */
export type SepaProfile = Answer['sepa'];
/** The storefront's PayPal app. */
export type PayPalAccess = z.output<typeof paypal> & { environment: 'live' | 'sandbox' };

const PROFILE: SepaProfile = {
  version: 'pain.001.001.09',
  batchBooking: true,
  groupSum: true,
  missingBic: 'omit',
};

/** What a reference may have filled in. */
const PLACEHOLDERS = ['{batch}', '{period}'];

/** Where a storefront's secrets are sealed for. */
export const debtorPlace = (storefrontId: number): string => `payout_settings debtor ${storefrontId}`;
export const paypalPlace = (storefrontId: number): string => `payout_settings paypal ${storefrontId}`;

/** From where and how each storefront pays. */
export class PayoutSettingsService {
  readonly #db: Database;
  readonly #secrets: SecretBox;
  readonly #identity: ProofOfIdentity;

  constructor(deps: { db: Database; secrets: SecretBox; identity: ProofOfIdentity }) {
    this.#db = deps.db;
    this.#secrets = deps.secrets;
    this.#identity = deps.identity;
  }

  /** Throws `bad_request` for an unknown storefront. */
  async get(
    { storefront }: z.output<Entries['getPayoutSettings']['input']>,
    by: Pick<PersonCaller, 'storefrontId'>,
  ): Promise<Answer> {
    return this.#answer(await findStorefront(this.#db, storefront, by));
  }

  /** Changes what is given. Throws `bad_request` that names the field, also for a wrong password or code. */
  async set(
    { storefront: slug, password, code, ...wish }: z.output<Entries['setPayoutSettings']['input']>,
    by: PersonCaller,
  ): Promise<Answer> {
    const storefront = await findStorefront(this.#db, slug, by);
    const change = this.#read(wish, storefront);
    await this.#identity.demand(by.id, { password, code });
    await this.#db.transaction(async (tx) => {
      const dao = new PayoutSettingsDao(tx);
      const before = await dao.lock(storefront.id, by.id);
      const { sepa, ...fields } = change;
      const sepaProfile = sepa === undefined ? before.sepaProfile : { ...before.sepaProfile, ...sepa };
      await dao.update(storefront.id, { ...fields, sepaProfile, changedBy: by.id });
      const told = difference(shown(before), shown({ ...before, ...fields, sepaProfile }));
      await new AuditDao(tx).record(by, {
        action: 'payouts.setPayoutSettings',
        subject: { kind: 'storefront', id: storefront.id },
        before: told?.before ?? {},
        // Of another secret, the hint may be the same.
        after: { ...told?.after, ...(wish.paypal ? { paypalSecret: 'entered' } : {}) },
      });
    });
    return this.#answer(storefront);
  }

  /** What must be payable at least unless a batch says otherwise: decimal string. */
  async getMinimum(storefrontId: number): Promise<string> {
    return (await new PayoutSettingsDao(this.#db).find(storefrontId))?.minimum ?? '0';
  }

  /** What shall stand on bank statements, with `{batch}` and `{period}` to be filled in; null: nobody has chosen. */
  async getReference(storefrontId: number): Promise<string | null> {
    return (await new PayoutSettingsDao(this.#db).find(storefrontId))?.reference ?? null;
  }

  /** Returns who pays by SEPA; null: it is not set up. Throws `SealError`. */
  async getDebtor(storefrontId: number): Promise<Debtor | null> {
    const row = await new PayoutSettingsDao(this.#db).find(storefrontId);
    return row === null ? null : this.#debtorOf(row);
  }

  async getSepaProfile(storefrontId: number): Promise<SepaProfile> {
    return profileOf(await new PayoutSettingsDao(this.#db).find(storefrontId));
  }

  /** Returns the storefront's PayPal app; null: it is not set up. Throws `SealError`. */
  async getPayPal(storefrontId: number): Promise<PayPalAccess | null> {
    const row = await new PayoutSettingsDao(this.#db).find(storefrontId);
    if (row === null || row.paypalSealed === null) return null;
    const opened = this.#secrets.open(row.paypalSealed, paypalPlace(storefrontId));
    return { ...paypal.parse(JSON.parse(opened)), environment: row.paypalEnvironment };
  }

  #read(
    { minimum, reference, debtor: payer, sepa, paypal: access }: Wish,
    { id, currency }: StorefrontRow,
  ): Partial<Omit<PayoutSettingsRow, 'sepaProfile'>> & { sepa?: Record<string, unknown> | undefined } {
    return {
      ...(minimum === undefined
        ? {}
        : { minimum: formatMinor(readMinorField('minimum', minimum, currency), currency) }),
      ...(reference === undefined ? {} : { reference: readReference(reference) }),
      ...(payer === undefined ? {} : this.#readDebtor(id, payer)),
      ...(access === undefined ? {} : this.#readPayPal(id, access)),
      sepa,
    };
  }

  #readDebtor(id: number, payer: NonNullable<Wish['debtor']> | null) {
    if (payer === null) return { debtorSealed: null, debtorHint: null };
    const name = canonicalText(payer.name);
    if (name === '') throw badField('debtor.name', 'must not be empty');
    const account: Debtor = { name, ...readAccount(payer, 'debtor.') };
    return {
      debtorSealed: this.#secrets.seal(JSON.stringify(account), debtorPlace(id)),
      debtorHint: hintOfNumber(account.iban),
    };
  }

  #readPayPal(id: number, access: NonNullable<Wish['paypal']> | null) {
    if (access === null) return { paypalSealed: null, paypalHint: null };
    const [clientId, clientSecret] = [access.clientId, access.clientSecret].map(canonicalText);
    if (clientId === undefined || clientId.length < 5) {
      throw badField('paypal.clientId', 'is too short to be a client id');
    }
    return {
      paypalSealed: this.#secrets.seal(JSON.stringify({ clientId, clientSecret }), paypalPlace(id)),
      paypalHint: hintOfNumber(clientId),
      paypalEnvironment: access.environment,
    };
  }

  async #answer({ id, slug: storefront, currency }: StorefrontRow): Promise<Answer> {
    const row = await new PayoutSettingsDao(this.#db).find(id);
    const payer = row === null ? null : this.#debtorOf(row);
    const hasPayPal = row !== null && row.paypalHint !== null;
    const rails: PayoutRail[] = ['manual', 'csv'];
    if (payer !== null) rails.push('sepa');
    if (hasPayPal) rails.push('paypal');
    return {
      ...{ storefront, currency, rails },
      minimum: formatStored(row?.minimum ?? '0', currency),
      reference: row?.reference ?? null,
      debtor: payer === null ? null : { ...payer, iban: hintOfNumber(payer.iban) },
      sepa: profileOf(row),
      paypal: hasPayPal ? { environment: row.paypalEnvironment, client: row.paypalHint ?? '' } : null,
      changedAt: row?.changedAt.toISOString() ?? null,
      changedBy: row?.changer ?? null,
    };
  }

  #debtorOf({ storefrontId, debtorSealed }: PayoutSettingsRow): Debtor | null {
    if (debtorSealed === null) return null;
    return debtor.parse(JSON.parse(this.#secrets.open(debtorSealed, debtorPlace(storefrontId))));
  }
}

function profileOf(row: PayoutSettingsRow | null): SepaProfile {
  return { ...PROFILE, ...row?.sepaProfile };
}

function readReference(reference: string | null): string | null {
  if (reference === null) return null;
  const odd = reference.match(/[{}][^{}]*\}?/g)?.find((part) => !PLACEHOLDERS.includes(part));
  if (odd !== undefined)
    throw badField('reference', `may have ${PLACEHOLDERS.join(' and ')} filled in, nothing else`);
  return canonicalText(reference);
}

/** What the audit log may keep. */
function shown(row: PayoutSettingsRow) {
  const { minimum, reference, debtorHint: debtor, paypalHint: paypal, paypalEnvironment, sepaProfile } = row;
  return { minimum, reference, debtor, paypal, paypalEnvironment, sepa: sepaProfile };
}
