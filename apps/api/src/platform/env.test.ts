import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EnvError, envNames, readEnv } from './env.ts';

/** The problems of an environment, by the name each line begins with. */
function problemsOf(source: Record<string, string>): string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.problems;
  }
}
const namesOf = (problems: string[]) => problems.map((problem) => problem.split(':')[0]).sort();

test.each(['DATABASE_DIRECT_URL', 'MIGRATION_DATABASE_URL'])('%s is of use only beside the other', (name) => {
  const given = { [name]: 'postgres://db/hub' };
  expect(() => readEnv(given)).toThrow('DATABASE_URL: is required');
  expect(readEnv({ ...given, DATABASE_URL: 'postgres://pooler/hub' })).toMatchObject(given);
});

test('HUB_SECRET_KEY does not look like a key of test mode: it would pay for orders that were meant as tries', () => {
  expect(problemsOf({ HUB_SECRET_KEY: 'sk_test_0123456789abcdef' })).toEqual([
    expect.stringContaining('HUB_SECRET_KEY: must not begin like a key of test mode'),
  ]);
});

test('nothing is needed: every variable has its default or is left out', () => {
  const env = readEnv({});
  expect(env).toMatchObject({
    DATA_DIR: '.data',
    PORT: 3000,
    ROLE: 'all',
    SCAN_INTERVAL_SECONDS: 60,
    ALERT_COOLDOWN_SECONDS: 300,
    ALERT_REPEAT_SECONDS: 14_400,
    ALERT_GROUP_SECONDS: 10,
    RESTOCKED_CHANNELS: [],
    CLICK_DEDUP_SECONDS: 3600,
    DEFAULT_COMMISSION_BPS: 1000,
    CLICK_RETENTION_DAYS: 400,
    IP_RETENTION_DAYS: 30,
    MONEY_RETENTION_YEARS: 10,
    BRAND_NAME: 'Dream Team Hub Operations',
    CURRENCY: 'USD',
    TIME_ZONE: 'UTC',
    ALLOW_PRIVATE_DESTINATIONS: false,
    LOG_LEVEL: 'info',
  });
  expect(env.DATABASE_URL).toBeUndefined();
  expect(env.SEED_SAMPLES).toBeUndefined();
});

test('a variable that is set to nothing is unset', () => {
  const empty = Object.fromEntries(envNames.map((name) => [name, '']));
  expect(readEnv(empty)).toEqual(readEnv({}));
});

test('every problem is told at once, one line a variable', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://x',
    PORT: '70000',
    ROLE: 'everything',
    HUB_SECRET_KEY: 'short',
    SCAN_INTERVAL_SECONDS: '0',
    CURRENCY: 'usd',
    SMTP_HOST: 'smtp.example',
    SMTP_USER: 'me',
    TRUST_PROXY: 'true',
    LOG_LEVEL: 'loud',
  });
  expect(namesOf(problems)).toEqual([
    ...['CURRENCY', 'DATABASE_URL', 'EMAIL_TO', 'HUB_SECRET_KEY', 'LOG_LEVEL', 'MAIL_FROM', 'PORT', 'ROLE'],
    ...['SCAN_INTERVAL_SECONDS', 'SMTP_PASS', 'TRUST_PROXY'],
  ]);
  expect(() => readEnv({ PORT: 'x', ROLE: 'y' })).toThrow(/PORT.*\n.*ROLE/);
});

test('a zone that there is not is told with the one that may be meant', () => {
  expect(problemsOf({ TIME_ZONE: 'Berlin' })).toEqual([
    'TIME_ZONE: there is no time zone "Berlin"; did you mean Europe/Berlin?',
  ]);
  expect(problemsOf({ TIME_ZONE: 'EST5EDT', PORT: 'x' })).toEqual([
    expect.stringMatching(/^PORT: /),
    'TIME_ZONE: "EST5EDT" is an abbreviation, not a time zone; did you mean America/New_York?',
  ]);
});

test('a problem does not repeat a secret', () => {
  const secret = 'hunter2-hunter2';
  const problems = problemsOf({
    DATABASE_URL: `mysql://hub:${secret}@db/hub`,
    HUB_SECRET_KEY: 'hunter2',
    HUB_AUTH_SECRET: secret,
    SLACK_WEBHOOK_URL: `ftp://hooks.example/${secret}`,
  });
  expect(problems).toHaveLength(4);
  expect(problems.join('\n')).not.toContain('hunter2');
});

test.each([
  ['TRUST_PROXY', 'true'],
  ['CURRENCY', 'XAU'],
  ['CURRENCY', 'ZZZ'],
  ['CURRENCY', 'EURO'],
  ['PORT', '-1'],
  ['PORT', '3000.5'],
  ['DEFAULT_COMMISSION_BPS', '10001'],
  ['CLICK_DEDUP_SECONDS', '-1'],
  ['CLICK_RETENTION_DAYS', '30'],
  ['CLICK_RETENTION_DAYS', '3651'],
  ['IP_RETENTION_DAYS', '0'],
  ['MONEY_RETENTION_YEARS', '0'],
  ['MONEY_RETENTION_YEARS', '100'],
  ['IP_RETENTION_DAYS', '401'],
  ['ALERT_REPEAT_SECONDS', '0'],
  ['ALERT_GROUP_SECONDS', '601'],
  ['RESTOCKED_CHANNELS', 'webhook,pigeon'],
  ['SLACK_WEBHOOK_URL', 'hooks.slack.com/services/x'],
  ['MAIL_FROM', 'not an address'],
  ['MAIL_FROM', 'a@shop.example, b@shop.example'],
  ['SHUTDOWN_DELAY_SECONDS', '301'],
  ['BACKUP_HOURS', '24'],
  ['BACKUP_HOURS', '2,noon'],
  ['BACKUP_KEEP', '0'],
  ['BACKUP_PASSPHRASE', 'too short'],
  ['SEED_SAMPLES', 'yes'],
  ['TIME_ZONE', 'Berlin'],
  ['TIME_ZONE', '+02:00'],
  ['TIME_ZONE', 'CET'],
  ['PUBLIC_URL', 'javascript:alert(1)'],
  // Links in messages would lead nowhere.
  ['PUBLIC_URL', 'https://shop.example/hub'],
  ['PUBLIC_URL', 'https://hub.shop.example/?a=1'],
  ['PUBLIC_URL', 'https://olivia@hub.shop.example'],
])('%s=%s is refused', (name, value) => {
  expect(namesOf(problemsOf({ [name]: value }))).toEqual([name]);
});

describe('what is taken', () => {
  test.each([
    ['TRUST_PROXY', '1', '1'],
    ['PUBLIC_URL', 'https://hub.shop.example/', 'https://hub.shop.example/'],
    ['TRUST_PROXY', '10.0.0.0/8,127.0.0.1', '10.0.0.0/8,127.0.0.1'],
    ['CURRENCY', 'EUR', 'EUR'],
    ['CURRENCY', 'JPY', 'JPY'],
    ['CURRENCY', 'KWD', 'KWD'],
    ['PORT', '0', 0],
    ['CLICK_DEDUP_SECONDS', '0', 0],
    ['SEED_SAMPLES', 'false', false],
    ['SEED_SAMPLES', '1', true],
    ['DATABASE_URL', 'postgresql://db/hub', 'postgresql://db/hub'],
    ['TIME_ZONE', ' europe/berlin ', 'Europe/Berlin'],
    ['TIME_ZONE', 'Asia/Calcutta', 'Asia/Kolkata'],
    ['TIME_ZONE', 'Etc/GMT-2', 'Etc/GMT-2'],
  ])('%s=%s', (name, value, read) => {
    expect(readEnv({ [name]: value })).toMatchObject({ [name]: read });
  });

  test('a folder for backups needs a passphrase, and there is one', () => {
    expect(namesOf(problemsOf({ BACKUP_DIR: '/backups' }))).toEqual(['BACKUP_PASSPHRASE']);
    const file = { BACKUP_DIR: '/backups', BACKUP_PASSPHRASE_FILE: '/passphrase' };
    expect(problemsOf(file)).toEqual([]);
    expect(namesOf(problemsOf({ ...file, BACKUP_PASSPHRASE: 'of twelve or more' }))).toEqual([
      'BACKUP_PASSPHRASE_FILE',
    ]);
  });

  test('SMTP needs sender and recipient, a user needs a password', () => {
    const smtp = { SMTP_HOST: 'smtp.example', MAIL_FROM: 'a@shop.example', EMAIL_TO: 'b@shop.example' };
    expect(problemsOf(smtp)).toEqual([]);
    expect(problemsOf({ ...smtp, SMTP_USER: 'me', SMTP_PASS: 'secret' })).toEqual([]);
    expect(namesOf(problemsOf({ ...smtp, SMTP_USER: 'me' }))).toEqual(['SMTP_PASS']);
  });
});

test('.env.example names every variable, and no other', () => {
  const example = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');
  // A default stands commented out: `# PORT=3000`.
  const named = [...example.matchAll(/^#?\s*([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual([...envNames].sort());
});

test.each(['Shop Alerts <hub@shop.example>', 'hub@localhost', 'hub@bücher.example'])(
  'MAIL_FROM=%s is taken',
  (from) => {
    expect(readEnv({ MAIL_FROM: from }).MAIL_FROM).toBe(from);
  },
);
