import { parseArgs } from 'node:util';
import type { Database } from '@dreamteamhub/db';
import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';
import { KeyService } from '../domains/storefronts/key-service.ts';
import { COMMAND_LINE } from '../platform/caller.ts';
import { SecretBox } from '../platform/secret-box.ts';
import type { Secrets } from '../platform/secrets.ts';
import { StartError } from '../platform/start-error.ts';
import type { Command } from './command.ts';

export const listKeys: Command = {
  name: 'keys list',
  summary: 'list API keys (never the keys themselves)',
  async run(context) {
    const { items } = await (await openKeys(context)).list();
    return {
      lines: items.map(({ id, kind, isTest, lastFour, status, storefront, scopes, name }) =>
        [
          id,
          isTest ? `test ${kind}` : kind,
          `…${lastFour}`,
          status,
          storefront ?? 'all storefronts',
          scopes.join(',') || '-',
          name,
        ].join('\t'),
      ),
    };
  },
};

export const createKey: Command = {
  name: 'keys create',
  usage: '--kind publishable|secret [--test] [--storefront default] [--scopes events:write,…] [--name "…"]',
  summary:
    'issue a key, shown once; a secret key has every scope unless --scopes names some; what a --test key does counts nowhere',
  async run({ args, ...context }) {
    const { values } = parseArgs({
      args,
      options: {
        kind: { type: 'string' },
        test: { type: 'boolean', default: false },
        storefront: { type: 'string', default: 'default' },
        scopes: { type: 'string' },
        name: { type: 'string', default: 'issued by hand' },
      },
    });
    const { kind, storefront, name, test: isTest } = values;
    if (kind !== 'publishable' && kind !== 'secret')
      throw new StartError('--kind must be publishable or secret');
    if (kind === 'publishable' && values.scopes !== undefined)
      throw new StartError('--scopes: a publishable key has none');
    const scopes = kind === 'publishable' ? [] : parseScopes(values.scopes);
    const issued = await (await openKeys(context)).issue(
      { kind, isTest, storefront, name, scopes },
      COMMAND_LINE,
    );
    return { lines: [issued.key, `Key ${issued.apiKey.id}. This is the only time it is shown.`] };
  },
};

export const rotateKey: Command = {
  name: 'keys rotate',
  usage: '<id> [--overlap-hours 24]',
  summary: 'issue a new key to replace another, which stays valid for the overlap',
  async run({ args, ...context }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'overlap-hours': { type: 'string', default: '24' } },
    });
    const hours = Number(values['overlap-hours']);
    if (!(hours >= 0 && hours <= 720)) throw new StartError('--overlap-hours must be between 0 and 720');
    const which = { id: readId(positionals), overlapSeconds: Math.round(hours * 3600) };
    const { key, apiKey } = await (await openKeys(context)).rotate(which, COMMAND_LINE);
    return {
      lines: [
        key,
        `Key ${apiKey.id}. This is the only time it is shown. Key ${which.id} expires in ${hours} hours.`,
      ],
    };
  },
};

export const revokeKey: Command = {
  name: 'keys revoke',
  usage: '<id>',
  summary: 'revoke a key',
  async run({ args, ...context }) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const { id } = await (await openKeys(context)).revoke(readId(positionals), COMMAND_LINE);
    return { lines: [`Key ${id} is revoked.`] };
  },
};

async function openKeys(context: { db: Database; readSecrets: () => Promise<Secrets> }): Promise<KeyService> {
  const { encryptionKeys } = await context.readSecrets();
  return new KeyService({ db: context.db, secrets: new SecretBox(encryptionKeys) });
}

function parseScopes(list: string | undefined): Scope[] {
  if (list === undefined) return [...SCOPES];
  const named = list.split(',').map((name) => name.trim());
  const scopes = SCOPES.filter((scope) => named.includes(scope));
  if (scopes.length !== new Set(named).size) {
    throw new StartError(`--scopes must be a comma-separated list of: ${SCOPES.join(', ')}`);
  }
  return scopes;
}

function readId([text]: string[]): number {
  const id = Number(text);
  if (!Number.isInteger(id) || id <= 0) throw new StartError('give the id of a key, as `keys list` shows it');
  return id;
}
