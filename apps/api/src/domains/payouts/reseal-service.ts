import type { Database } from '@dreamteamhub/db';
import { PAYOUT_SEALS, type PayoutSeal, PayoutSealDao, type SealedText } from '@dreamteamhub/db/payouts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { detailsPlace, filePlace, itemPlace } from './payee.ts';
import { debtorPlace, paypalPlace } from './settings-service.ts';

/** Rows of a step: files may be large. */
const STEP = 200;

const PLACES: Record<PayoutSeal, (row: SealedText) => string> = {
  details: ({ id }) => detailsPlace(id),
  debtors: ({ id }) => debtorPlace(id),
  paypal: ({ id }) => paypalPlace(id),
  items: ({ reference }) => itemPlace(reference ?? ''),
  files: ({ id }) => filePlace(id),
};

/** Seals all that payouts keep sealed with the first encryption key. */
export class ResealService {
  readonly #dao: PayoutSealDao;
  readonly #secrets: SecretBox;

  constructor(deps: { db: Database; secrets: SecretBox }) {
    this.#dao = new PayoutSealDao(deps.db);
    this.#secrets = deps.secrets;
  }

  /** Returns the number of texts that another key had sealed. Throws `SealError` for one that no key opens. */
  async reseal(): Promise<number> {
    let resealed = 0;
    for (const column of PAYOUT_SEALS) {
      let afterId = 0;
      for (;;) {
        const rows = await this.#dao.getSealed(column, afterId, STEP);
        for (const row of rows) {
          if (this.#secrets.isCurrent(row.sealed)) continue;
          const place = PLACES[column](row);
          const to = this.#secrets.seal(this.#secrets.open(row.sealed, place), place);
          await this.#dao.replace(column, row.id, { from: row.sealed, to });
          resealed += 1;
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < STEP) break;
        afterId = last.id;
      }
    }
    return resealed;
  }
}
