import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { BatchDao } from '@dreamteamhub/db/payouts';
import { AppError } from '../../platform/app-error.ts';
import type { PersonCaller } from '../../platform/caller.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { unknownBatch } from './batch-service.ts';
import { filePlace } from './payee.ts';

/** A batch's file as it is downloaded. */
interface BatchFile {
  name: string;
  mediaType: string;
  content: string;
}

/** The files by which batches are paid. */
export class BatchFileService {
  readonly #db: Database;
  readonly #secrets: SecretBox;

  constructor(deps: { db: Database; secrets: SecretBox }) {
    this.#db = deps.db;
    this.#secrets = deps.secrets;
  }

  /**
   * Returns a batch's file, the same bytes each time, and notes who took it: accounts are in it in full. Throws
   * `not_found`, `conflict` for a batch without one, and `SealError`.
   */
  async download(id: number, by: PersonCaller): Promise<BatchFile> {
    const batch = await new BatchDao(this.#db).find(id);
    if (batch === null || (by.storefrontId ?? batch.storefrontId) !== batch.storefrontId)
      throw unknownBatch(id);
    const { fileName: name, fileSealed: sealed, fileSha256: sha256 } = batch;
    if (name === null || sealed === null) {
      const why = batch.attempt === 0 ? 'it has a file once it was handed over' : `${batch.rail} needs none`;
      throw new AppError('conflict', `this batch has no file: ${why}`);
    }
    const content = this.#secrets.open(sealed, filePlace(id));
    await this.#db.transaction((tx) =>
      new AuditDao(tx).record(by, {
        action: 'payouts.downloadFile',
        subject: { kind: 'payoutBatch', id },
        after: { file: name, sha256 },
      }),
    );
    return { name, mediaType: mediaTypeOf(name), content };
  }
}

function mediaTypeOf(name: string): string {
  return name.endsWith('.xml') ? 'application/xml' : 'text/csv; charset=utf-8';
}
