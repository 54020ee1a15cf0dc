import { expect, test } from 'vitest';
import { libpqEnvironment } from './pg-tools.ts';

const at = (options: string) =>
  libpqEnvironment(`postgres://us%40er:p%2Fw@db.example:6543/my%20hub${options}`);

test('a connection string becomes what libpq reads, with no checks left out', () => {
  expect(at('')).toEqual({
    PGHOST: 'db.example',
    PGPORT: '6543',
    PGUSER: 'us@er',
    PGPASSWORD: 'p/w',
    PGDATABASE: 'my hub',
    PGAPPNAME: 'dreamteamhub-backup',
    PGSSLMODE: 'disable',
  });
  expect(at('?sslmode=require')).toMatchObject({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: 'system' });
  expect(at('?sslrootcert=/ca.pem')).toMatchObject({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/ca.pem' });
  expect(at('?sslmode=no-verify')).toMatchObject({ PGSSLMODE: 'require' });
  expect(at('?sslmode=require&uselibpqcompat=true')).toMatchObject({ PGSSLMODE: 'require' });
  expect(libpqEnvironment('postgres:///hub?host=/run/postgresql')).toMatchObject({
    PGHOST: '/run/postgresql',
  });
});
