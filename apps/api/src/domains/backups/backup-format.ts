import { createHmac, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { StartError } from '../../platform/start-error.ts';

/** Names the folder a backup, and is written last. */
export const MANIFEST = 'backup.json';
export const SEALED_FILE = 'secrets-and-spool.sealed';

/** Rises when a version of the hub before could misread what a later one writes. */
const FORMAT = 1;

/** 64 MiB of memory, and two rounds: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt */
export const SCRYPT = { N: 2 ** 16, r: 8, p: 2 };
const SCRYPT_MAX_MEMORY = 2 ** 28;

const passphrase = z.object({
  kdf: z.literal('scrypt'),
  N: z.number().int().min(2).max(SCRYPT.N),
  r: z.number().int().min(1).max(SCRYPT.r),
  p: z.number().int().min(1).max(16),
  salt: z.base64(),
  /** Tells a wrong passphrase from an altered file. */
  check: z.string(),
});

const schema = z.object({
  format: z.literal(FORMAT),
  /** A base backup of the embedded database; what pg_dump writes; or every table as text, for any PostgreSQL. */
  kind: z.enum(['cluster', 'dump', 'tables']),
  /** Everything that was acknowledged before this is in the backup. */
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  database: z.object({
    id: z.string(),
    database: z.string(),
    serverVersion: z.number().int(),
    sizeBytes: z.number(),
  }),
  migrations: z.object({ applied: z.array(z.number()), last: z.string() }),
  content: z.string(),
  files: z.array(
    z.object({
      name: z.string().regex(/^[\w-][\w.-]*$/),
      bytes: z.number().int(),
      sha256: z.string(),
    }),
  ),
  passphrase,
});

/** What `backup.json` says. */
export type Manifest = z.output<typeof schema>;

/** What a passphrase opens. */
export interface BackupKeys {
  seal: Buffer;
  mac: Buffer;
  /** As the manifest has it. */
  passphrase: Manifest['passphrase'];
}

/** Keys of a new backup. */
export async function createKeys(text: string, cost: typeof SCRYPT): Promise<BackupKeys> {
  const parameters = { kdf: 'scrypt' as const, ...cost, salt: randomBytes(16).toString('base64') };
  const { seal, mac } = await derive(text, parameters);
  return { seal, mac, passphrase: { ...parameters, check: checkOf(mac) } };
}

/** Keys of a backup that is there. Throws {@link StartError} when the passphrase is another. */
export async function openKeys(text: string, manifest: Manifest): Promise<BackupKeys> {
  const { seal, mac } = await derive(text, manifest.passphrase);
  if (!isSame(checkOf(mac), manifest.passphrase.check)) {
    throw new StartError('BACKUP_PASSPHRASE is not the one that this backup was made with');
  }
  return { seal, mac, passphrase: manifest.passphrase };
}

/** The text of `backup.json`. */
export function writeManifest(manifest: Manifest, { mac }: BackupKeys): string {
  return `${JSON.stringify({ ...manifest, mac: macOf(manifest, mac) }, null, 2)}\n`;
}

/** Reads `backup.json` without a passphrase, which {@link checkManifest} then needs. Throws {@link StartError}. */
export function readManifest(text: string): Manifest {
  const raw = parse(text);
  const format = (raw as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT) {
    throw new StartError('this backup was made by a newer version of the hub: restore it with that version');
  }
  const { data } = schema.safeParse(raw);
  if (data === undefined) throw new StartError(`${MANIFEST} is not that of a backup, or it is damaged`);
  return data;
}

/** Throws {@link StartError} when somebody changed the manifest. */
export function checkManifest(text: string, { mac }: BackupKeys): void {
  const { mac: stated, ...manifest } = parse(text) as Manifest & { mac?: unknown };
  if (!isSame(macOf(manifest, mac), String(stated))) throw new StartError(`${MANIFEST} was altered`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut short, or something else altogether.
    return null;
  }
}

async function derive(text: string, { N, r, p, salt }: Omit<Manifest['passphrase'], 'check'>) {
  const master = await (
    promisify(scrypt) as (password: string, salt: Buffer, length: number, options: object) => Promise<Buffer>
  )(text.normalize('NFC'), Buffer.from(salt, 'base64'), 32, { N, r, p, maxmem: SCRYPT_MAX_MEMORY });
  const keyFor = (use: string) =>
    Buffer.from(hkdfSync('sha256', master, '', `dreamteamhub backup ${use}`, 32));
  return { seal: keyFor('seal'), mac: keyFor('manifest') };
}

const checkOf = (mac: Buffer) => createHmac('sha256', mac).update('check').digest('base64');
const macOf = (manifest: object, mac: Buffer) =>
  createHmac('sha256', mac).update(JSON.stringify(manifest)).digest('base64');

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
