import { parseArgs } from 'node:util';
import { connectDatabase, seedSamples } from '@dreamteamhub/db';
import { AppError } from './app-error.ts';
import { runStorefrontCommand } from './cli/storefronts.ts';
import { openDatabase } from './database.ts';
import { type Env, EnvError, readEnv } from './env.ts';
import { KeyService } from './ops/key-service.ts';
import { PeopleService } from './ops/people-service.ts';
import { StorefrontService } from './ops/storefront-service.ts';
import { StartError } from './start-error.ts';

const USAGE = `Usage: npm run hub -- <command>

  migrate                                 apply migrations to DATABASE_URL (or the embedded database)
  keys list                               list API keys (never the keys themselves)
  keys create --kind publishable|secret   issue a key; it is shown once
              [--storefront default] [--name "…"]
  keys revoke <id>                        revoke a key
  storefronts list                        list storefronts with the origins that their links may lead to
  storefronts allow-origin <slug> <origin>
                                          let tracked links lead there; disallow-origin takes it back
  setup-link                              issue a new one-time link for the first operator
  samples                                 add the sample products to a database that has none`;

/** One command, run against the database; answers the lines to print. */
async function run(argv: string[], env: Env): Promise<string[]> {
  const { positionals, values } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      storefront: { type: 'string', default: 'default' },
      name: { type: 'string', default: 'issued by hand' },
    },
  });
  const command = positionals.join(' ');
  if (command === '' || command === 'help') return [USAGE];

  const database = await openDatabase(env, () => undefined);
  const { db, close } = connectDatabase({ connectionString: database.url, maxConnections: 2 });
  try {
    const keys = new KeyService({ db });
    if (command === 'migrate') return ['The database is up to date.'];
    if (command === 'keys list') {
      const rows = await keys.list();
      return rows.map(
        (row) =>
          `${row.id}\t${row.kind}\t…${row.lastFour}\t${row.revokedAt === null ? 'active' : 'revoked'}\t${row.name}`,
      );
    }
    if (command === 'keys create') {
      const { kind } = values;
      if (kind !== 'publishable' && kind !== 'secret')
        throw new StartError('--kind must be publishable or secret');
      const issued = await keys.issue({ kind, storefront: values.storefront, name: values.name });
      return [issued.key, `Key ${issued.id}. This is the only time it is shown.`];
    }
    if (command.startsWith('keys revoke ')) {
      const id = Number(positionals[2]);
      if (!Number.isInteger(id) || !(await keys.revoke(id)))
        throw new StartError('there is no active key with this id');
      return [`Key ${id} is revoked.`];
    }
    if (positionals[0] === 'storefronts') {
      return await runStorefrontCommand(positionals.slice(1), new StorefrontService({ db }));
    }
    if (command === 'setup-link') {
      const token = await new PeopleService({ db }).issueSetupToken();
      if (token === null) throw new StartError('there is an operator already: sign in');
      return [`${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}/setup?token=${token}`];
    }
    if (command === 'samples') {
      return [
        (await seedSamples(db)) ? 'Added five sample products.' : 'There are products already; added none.',
      ];
    }
    throw new StartError(`unknown command "${command}"\n\n${USAGE}`);
  } finally {
    await close();
    await database.close();
  }
}

try {
  for (const line of await run(process.argv.slice(2), readEnv())) console.log(line);
} catch (error) {
  const isExpected =
    error instanceof EnvError ||
    error instanceof StartError ||
    error instanceof AppError ||
    error instanceof TypeError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
