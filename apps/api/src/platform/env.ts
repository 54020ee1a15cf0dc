import { isMailSender, readWebhookSecrets } from '@dreamteamhub/notifiers';
import {
  canonicalAmount,
  canonicalTimeZone,
  currencyDigits,
  timeZoneProblem,
} from '@dreamteamhub/sdk/contract';
import proxyAddr from '@fastify/proxy-addr';
import { z } from 'zod';
import { useProblemTexts } from './problem-texts.ts';
import { parseEncryptionKeys } from './secret-box.ts';

/** A variable that is set to nothing counts as unset, as shells and compose files leave them. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const withDefault = <Schema extends z.ZodType>(schema: Schema, fallback: string) =>
  z.preprocess((value) => (value === '' || value === undefined ? fallback : value), schema);

const integer = (minimum: number, maximum: number) =>
  z.coerce.number<string>().int().min(minimum).max(maximum);

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

/** Channels that people read. */
const CHANNELS = ['webhook', 'email'] as const;

/** Comma-separated names of channels. */
const channelList = z.string().transform((list, context) => {
  const names = list.split(',').map((name) => name.trim());
  const known = CHANNELS.filter((channel) => names.includes(channel));
  if (names.some((name) => name !== '' && !known.some((channel) => channel === name))) {
    context.addIssue({
      code: 'custom',
      message: `must be a comma-separated list of: ${CHANNELS.join(', ')}`,
    });
  }
  return known;
});

/** Comma-separated hours of the day. */
const hourList = z.string().transform((list, context) => {
  const hours = list.split(',').map((text) => (/^\s*\d{1,2}\s*$/.test(text) ? Number(text) : Number.NaN));
  if (!hours.every((hour) => hour <= 23)) {
    context.addIssue({
      code: 'custom',
      message: 'must be comma-separated hours from 0 to 23, as in 2 or 0,12',
    });
  }
  return hours;
});

/** A time zone by its name. */
const zone = z.string().transform((text, context) => {
  const problem = timeZoneProblem(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  return canonicalTimeZone(text) ?? text;
});

/** Whether an address has nothing after its host. What is no address at all is refused before. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, href, origin } = new URL(text);
  return !/^https?:$/.test(protocol) || href === `${origin}/`;
}

/** Whether `TRUST_PROXY` is a number of proxies or a list of their addresses and networks. */
function namesProxies(value: string): boolean {
  if (/^\d+$/.test(value)) return true;
  try {
    proxyAddr.compile(value.split(',').map((entry) => entry.trim()));
    return true;
  } catch {
    return false;
  }
}

const TRUST_PROXY_FORM =
  'must be a number of hops or a list of addresses: trusting every caller lets anyone forge an address';

/** Comma-separated hosts with their ports. */
const hostList = z.string().transform((list, context) => {
  const hosts = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (hosts.some((entry) => !/^[\w.:-]+:\d{1,5}$/.test(entry))) {
    context.addIssue({
      code: 'custom',
      message: 'must be comma-separated hosts with ports, as in mail.internal:25',
    });
  }
  return hosts;
});

const postgresUrl = z
  .string()
  .regex(/^postgres(?:ql)?:\/\//, { error: 'must be a postgres:// connection string' });

const schema = z.object({
  DATABASE_URL: optional(postgresUrl),
  DATABASE_DIRECT_URL: optional(postgresUrl),
  MIGRATION_DATABASE_URL: optional(postgresUrl),
  DATA_DIR: withDefault(z.string(), '.data'),
  BACKUP_DIR: optional(z.string()),
  BACKUP_HOURS: withDefault(hourList, '2'),
  BACKUP_KEEP: withDefault(integer(1, 1_000), '7'),
  BACKUP_PASSPHRASE: optional(z.string().min(12)),
  BACKUP_PASSPHRASE_FILE: optional(z.string()),
  PORT: withDefault(integer(0, 65_535), '3000'),
  HOST: withDefault(z.string(), '0.0.0.0'),
  PUBLIC_URL: optional(
    z.url({ protocol: /^https?$/ }).refine(isOrigin, {
      error: 'must be an origin such as https://hub.example.com: the hub’s pages are not below a path',
    }),
  ),
  ROLE: withDefault(z.enum(['all', 'api', 'worker']), 'all'),
  WEB_CONCURRENCY: withDefault(integer(1, 64), '1'),
  SHUTDOWN_DELAY_SECONDS: withDefault(integer(0, 300), '0'),
  HUB_SECRET_KEY: optional(z.string().min(16)),
  HUB_AUTH_SECRET: optional(z.string().min(32)),
  HUB_ENCRYPTION_KEY: optional(
    z.string().refine((text) => parseEncryptionKeys(text) !== null, {
      error: 'must be 32 bytes in hex or base64, or a comma-separated list of such keys, the newest first',
    }),
  ),
  SCAN_INTERVAL_SECONDS: withDefault(integer(1, 86_400), '60'),
  ALERT_COOLDOWN_SECONDS: withDefault(integer(0, 604_800), '300'),
  ALERT_REPEAT_SECONDS: withDefault(integer(1, 2_592_000), '14400'),
  ALERT_GROUP_SECONDS: withDefault(integer(0, 600), '10'),
  RESTOCKED_CHANNELS: withDefault(channelList, ''),
  CLICK_DEDUP_SECONDS: withDefault(integer(0, 604_800), '3600'),
  PIXEL_SCRIPT_PATH: withDefault(
    z.string().regex(/^\/[\w/-]{1,100}\.js$/, { error: 'must be a path like /sdk/pixel.js' }),
    '/sdk/pixel.js',
  ),
  DEFAULT_COMMISSION_BPS: withDefault(integer(0, 10_000), '1000'),
  // In units of each storefront's own currency.
  MAX_CLAIM: withDefault(
    z.string().refine((text) => !/^0*(?:\.0*)?$/.test(text) && canonicalAmount(text) !== null, {
      error: 'must be an amount like 10000.00, above zero',
    }),
    '10000.00',
  ).transform((text) => canonicalAmount(text) ?? text),
  CLICK_RETENTION_DAYS: withDefault(integer(31, 3_650), '400'),
  IP_RETENTION_DAYS: withDefault(integer(1, 400), '30'),
  MONEY_RETENTION_YEARS: withDefault(integer(1, 99), '10'),
  STOCK_EVENT_RETENTION_DAYS: withDefault(integer(31, 3_650), '730'),
  SEED_SAMPLES: optional(flag),
  SLACK_WEBHOOK_URL: optional(z.url({ protocol: /^https?$/ })),
  SMTP_HOST: optional(z.string()),
  SMTP_PORT: withDefault(integer(1, 65_535), '587'),
  SMTP_USER: optional(z.string()),
  SMTP_PASS: optional(z.string()),
  MAIL_FROM: optional(
    z.string().refine(isMailSender, {
      error: 'must be one email address, as in hub@shop.example or "Shop Alerts <hub@shop.example>"',
    }),
  ),
  EMAIL_TO: optional(z.string()),
  EVENTS_WEBHOOK_URL: optional(z.url({ protocol: /^https?$/ })),
  EVENTS_WEBHOOK_SECRET: optional(
    z.string().refine((text) => readWebhookSecrets(text) !== null, {
      error:
        'must be whsec_ and 24 to 64 bytes in base64, or a comma-separated list of such secrets, the newest first',
    }),
  ),
  HEARTBEAT_URL: optional(z.url({ protocol: /^https?$/ })),
  BRAND_NAME: withDefault(z.string().max(100), 'Dream Team Hub Operations'),
  CURRENCY: withDefault(
    z.string().refine((code) => currencyDigits(code) !== null, {
      error: 'must be the three-letter ISO 4217 code of a currency, such as USD or JPY',
    }),
    'USD',
  ),
  TIME_ZONE: withDefault(zone, 'UTC'),
  TRUST_PROXY: optional(z.string().refine(namesProxies, { error: TRUST_PROXY_FORM })),
  LIMIT_FACTOR: withDefault(integer(1, 1_000_000), '1'),
  METRICS_TOKEN: optional(z.string().min(16)),
  ALLOW_PRIVATE_DESTINATIONS: withDefault(flag, '0'),
  ALLOWED_PRIVATE_HOSTS: withDefault(hostList, ''),
  LOG_LEVEL: withDefault(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'),
});

/** What one variable requires of another; read from the source, so that it is reported along with all else. */
function crossProblems(source: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  const isSet = (name: string) => source[name] !== undefined && source[name] !== '';
  for (const name of ['MAIL_FROM', 'EMAIL_TO']) {
    if (isSet('SMTP_HOST') && !isSet(name)) problems.push(`${name}: is required when SMTP_HOST is set`);
  }
  for (const name of ['DATABASE_DIRECT_URL', 'MIGRATION_DATABASE_URL']) {
    if (isSet(name) && !isSet('DATABASE_URL')) problems.push(`DATABASE_URL: is required when ${name} is set`);
  }
  if (isSet('BACKUP_DIR') && !isSet('BACKUP_PASSPHRASE') && !isSet('BACKUP_PASSPHRASE_FILE'))
    problems.push('BACKUP_PASSPHRASE: it or BACKUP_PASSPHRASE_FILE is required when BACKUP_DIR is set');
  if (isSet('BACKUP_PASSPHRASE') && isSet('BACKUP_PASSPHRASE_FILE'))
    problems.push('BACKUP_PASSPHRASE_FILE: cannot be set together with BACKUP_PASSPHRASE');
  if (isSet('EVENTS_WEBHOOK_URL') && !isSet('EVENTS_WEBHOOK_SECRET'))
    problems.push('EVENTS_WEBHOOK_SECRET: is required when EVENTS_WEBHOOK_URL is set');
  if (isSet('SMTP_USER') && !isSet('SMTP_PASS'))
    problems.push('SMTP_PASS: is required when SMTP_USER is set');
  if (/^[ps]k_test_/.test(source.HUB_SECRET_KEY ?? '')) {
    problems.push('HUB_SECRET_KEY: must not begin like a key of test mode: what it reports counts');
  }
  return problems;
}

/** The configuration, checked. */
export type Env = z.output<typeof schema>;

/** Names of all variables, for `.env.example` and its test. */
export const envNames: readonly string[] = Object.keys(schema.shape);

/** A configuration that cannot work; `problems` has a line for each variable. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`the environment is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** What a demo takes from the environment: nothing by which it could reach a database, a folder or people. */
const DEMO_VARIABLES = ['PORT', 'HOST', 'LOG_LEVEL', 'TIME_ZONE', 'CURRENCY'];

/** Returns the environment of a demo hub, whose data is all in one folder. Throws as {@link readEnv} does. */
export function readDemoEnv(dataDir: string, source: NodeJS.ProcessEnv = process.env): Env {
  const taken = DEMO_VARIABLES.map((name) => [name, source[name]]);
  return readEnv({ ...Object.fromEntries(taken), DATA_DIR: dataDir, SEED_SAMPLES: '0' });
}

/** Reads and checks the environment; throws {@link EnvError} with every problem at once. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  useProblemTexts();
  const result = schema.safeParse(source);
  const problems = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...crossProblems(source),
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new EnvError(problems);
}
