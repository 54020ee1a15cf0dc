import { AuditDao } from '@dreamteamhub/db/audit';
import { PayoutSealDao } from '@dreamteamhub/db/payouts';
import { SealDao, type SealedSecret } from '@dreamteamhub/db/seals';
import { ResealService } from '../domains/payouts/reseal-service.ts';
import { KeyService } from '../domains/storefronts/key-service.ts';
import { COMMAND_LINE } from '../platform/caller.ts';
import { SecretBox } from '../platform/secret-box.ts';
import { fits, readOrCreateSecret, SECRETS, sealOf } from '../platform/secrets.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command } from './command.ts';

export const resealSecrets: Command = {
  name: 'secrets reseal',
  summary:
    're-encrypt stored secrets with the first key of HUB_ENCRYPTION_KEY, so that you can drop the others',
  async run({ db, readSecrets }) {
    const { encryptionKeys } = await readSecrets();
    const secrets = new SecretBox(encryptionKeys);
    const keys = await new KeyService({ db, secrets }).reseal();
    const resealed = keys + (await new ResealService({ db, secrets }).reseal());
    // Last: until everything is sealed anew, the old key is one that this database needs.
    const text = encryptionKeys.map((key) => key.toString('hex')).join(',');
    await new SealDao(db).replaceSeal('encryption-key', sealOf('encryption-key', text));
    return { lines: [`Re-encrypted ${resealed} stored secrets.`] };
  },
};

export const forgetSecret: Command = {
  name: 'secrets forget',
  usage: Object.keys(SECRETS).join('|'),
  summary: 'go on without a secret that is lost for good, and remove what only that could read',
  async run({ args: [wanted], db, env, warn }) {
    const name = (Object.keys(SECRETS) as SealedSecret[]).find((known) => known === wanted);
    if (name === undefined) throw new StartError(`give ${Object.keys(SECRETS).join(' or ')}`);
    const secret = await readOrCreateSecret(env, name, warn);
    const seal = (await new SealDao(db).getSeals()).get(name);
    if (seal !== undefined && fits(name, secret, seal)) {
      throw new StartError(
        `${name} is the one that this database was written with: there is nothing to forget`,
      );
    }
    const lines = await db.transaction(async (tx) => {
      const dao = new SealDao(tx);
      const removed =
        name === 'auth-secret'
          ? await dao.deleteSignIns()
          : { signingKeys: await dao.deleteSigningKeys(), ...(await new PayoutSealDao(tx).deleteSealed()) };
      await dao.replaceSeal(name, sealOf(name, secret));
      await new AuditDao(tx).record(COMMAND_LINE, {
        action: 'secrets.forget',
        subject: { kind: 'secret', id: name },
        before: removed,
      });
      return describe(removed);
    });
    return { lines: [...lines, 'Restart every process of the hub.'] };
  },
};

type Removed =
  | { sessions: number; secondFactors: number }
  | { signingKeys: number; payees: number; settings: number; files: number };

function describe(removed: Removed): string[] {
  if ('signingKeys' in removed) {
    const { signingKeys, payees, settings, files } = removed;
    return [
      `Keys that can sign no requests until they are rotated: ${signingKeys}.`,
      `Partners whose payout details must be entered again: ${payees}; storefronts whose payout accounts must be: ${settings}.`,
      `Files of payout batches that are gone: ${files}.`,
    ];
  }
  const { sessions, secondFactors } = removed;
  return [
    `Ended sessions: ${sessions}. Removed second factors: ${secondFactors}; people sign in with the password alone.`,
  ];
}
