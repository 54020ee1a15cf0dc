import type { Executor } from '@dreamteamhub/db';
import { PayeeDao } from '@dreamteamhub/db/payouts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { detailsPlace, openPayee, type Payee } from './payee.ts';

/** Where an affiliate is paid to. */
export interface KnownPayee {
  method: Payee['method'];
  hint: string;
  /** Nothing is paid there before. */
  usableFrom: Date;
  /** Opens what is sealed. Throws `SealError`. */
  open(): Payee;
}

/** Where affiliates are paid to, for whoever pays them. */
export class PayeesService {
  readonly #secrets: SecretBox;

  constructor(deps: { secrets: SecretBox }) {
    this.#secrets = deps.secrets;
  }

  /**
   * Returns the details of affiliates by their ids, in one query; none of those who have none. Also those that are not
   * usable yet. Nothing is opened until somebody asks for it.
   */
  async getUsable(db: Executor, affiliateIds: readonly number[]): Promise<Map<number, KnownPayee>> {
    const rows = await new PayeeDao(db).getMany(affiliateIds);
    return new Map(
      rows.map(({ affiliateId, method, hint, usableFrom, sealed }) => [
        affiliateId,
        {
          ...{ method, hint, usableFrom },
          open: () => openPayee(this.#secrets, detailsPlace(affiliateId), sealed),
        },
      ]),
    );
  }
}
