// Writes the next migration from the changes of the tables and of sql/functions: `pnpm generate add_something`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import config from '../drizzle.config.ts';
import { generateMigration } from './generate-migration.ts';

const USAGE = 'Usage: pnpm generate <name> [--custom]    --custom: an empty migration, for data';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

try {
  const { positionals, values } = parseArgs({
    // pnpm passes on a `--` before the name.
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    options: { custom: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (!name || positionals.length > 1) throw new Error(USAGE);
  const lines = await generateMigration({
    config,
    migrationsFolder: folder('../migrations'),
    functionsFolder: folder('../sql/functions'),
    name,
    isCustom: values.custom,
    canAsk: process.stdin.isTTY && process.stdout.isTTY,
  });
  console.log(lines.join('\n'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('Nothing was written.');
  process.exitCode = 1;
}
