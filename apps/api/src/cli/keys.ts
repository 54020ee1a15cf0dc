import { parseArgs } from 'node:util';
import { KeyService } from '../ops/key-service.ts';
import { StartError } from '../start-error.ts';
import type { Command } from './command.ts';

export const listKeys: Command = {
  name: 'keys list',
  summary: 'list API keys (never the keys themselves)',
  async run({ db }) {
    const rows = await new KeyService({ db }).list();
    return {
      lines: rows.map(
        (row) =>
          `${row.id}\t${row.kind}\t…${row.lastFour}\t${row.revokedAt === null ? 'active' : 'revoked'}\t${row.name}`,
      ),
    };
  },
};

export const createKey: Command = {
  name: 'keys create',
  usage: '--kind publishable|secret [--storefront default] [--name "…"]',
  summary: 'issue a key; it is shown once',
  async run({ args, db }) {
    const { values } = parseArgs({
      args,
      options: {
        kind: { type: 'string' },
        storefront: { type: 'string', default: 'default' },
        name: { type: 'string', default: 'issued by hand' },
      },
    });
    const { kind, storefront, name } = values;
    if (kind !== 'publishable' && kind !== 'secret')
      throw new StartError('--kind must be publishable or secret');
    const issued = await new KeyService({ db }).issue({ kind, storefront, name });
    return { lines: [issued.key, `Key ${issued.id}. This is the only time it is shown.`] };
  },
};

export const revokeKey: Command = {
  name: 'keys revoke',
  usage: '<id>',
  summary: 'revoke a key',
  async run({ args, db }) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const id = Number(positionals[0]);
    if (!Number.isInteger(id) || !(await new KeyService({ db }).revoke(id)))
      throw new StartError('there is no active key with this id');
    return { lines: [`Key ${id} is revoked.`] };
  },
};
