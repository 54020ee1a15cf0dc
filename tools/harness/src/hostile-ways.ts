import type { Way } from './hostile-requests.ts';

/** What this needs to know of an entry of the contract. */
interface Entry {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly access: string;
  readonly rest?: { readonly route: string } | undefined;
  readonly input: unknown;
}

type Contract = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

/** What is no entry of the contract. */
const OTHER_WAYS: readonly Way[] = [
  { method: 'GET', path: '/', fields: ['x'] },
  { method: 'GET', path: '/no/such/page', fields: ['x'] },
  { method: 'GET', path: '/px.gif', fields: ['p', 'h', 'e', 'v', 'u', 'r', 's'] },
  { method: 'GET', path: '/r/partner-1', fields: ['to', 's', 'subId', 'dth_click', 'x'] },
  { method: 'GET', path: `/r/${'%41'.repeat(600)}`, fields: ['to'] },
  { method: 'GET', path: '/sdk/pixel.js', fields: ['x'] },
  { method: 'GET', path: '/openapi.json', fields: ['x'] },
  { method: 'GET', path: '/docs', fields: ['x'] },
  { method: 'GET', path: '/docs/json', fields: ['x'] },
  { method: 'GET', path: '/docs/yaml', fields: ['x'] },
  { method: 'GET', path: '/metrics', fields: ['x'] },
  { method: 'GET', path: '/readyz', fields: ['x'] },
  { method: 'GET', path: '/api/exports/1/file', fields: ['x'] },
  { method: 'POST', path: '/no/such/entry', fields: ['x'] },
  { method: 'POST', path: '/api/auth/no-such-route', fields: ['newPassword'] },
  { method: 'GET', path: '/api/auth/get-session', fields: ['x'] },
  { method: 'POST', path: '/api/auth/sign-in/email', fields: ['email', 'password'] },
  { method: 'POST', path: '/api/auth/sign-out', fields: ['x'] },
  { method: 'POST', path: '/api/auth/request-password-reset', fields: ['email'] },
  { method: 'POST', path: '/api/auth/reset-password', fields: ['token', 'newPassword'] },
  { method: 'POST', path: '/api/auth/change-password', fields: ['currentPassword', 'newPassword'] },
  { method: 'POST', path: '/api/auth/two-factor/enable', fields: ['password'] },
  { method: 'POST', path: '/api/auth/two-factor/verify-totp', fields: ['code'] },
  { method: 'POST', path: '/api/auth/two-factor/verify-backup-code', fields: ['code'] },
];

/** Returns every way in: each entry of these contracts by its REST row and through tRPC, and the rest. */
export function waysInto(contracts: { tracking: Contract; admin: Contract }): Way[] {
  return [
    ...OTHER_WAYS,
    ...entriesOf('/trpc/tracking', contracts.tracking),
    ...entriesOf('/trpc/admin', contracts.admin),
  ];
}

function entriesOf(prefix: string, contract: Contract): Way[] {
  return Object.entries(contract).flatMap(([domain, entries]) =>
    Object.entries(entries).flatMap(([name, entry]) => {
      const { shape } = entry.input as { shape?: object };
      const fields = Object.keys(shape ?? { x: true });
      const isRead = entry.kind !== 'mutation';
      const isGuarded = entry.access !== 'anyone';
      const byName: Way = {
        method: isRead ? 'GET' : 'POST',
        path: `${prefix}/${domain}.${name}`,
        fields: isRead ? ['input'] : fields,
        isGuarded,
      };
      const [method, path] = (entry.rest?.route ?? '').split(' ') as [Way['method'], string | undefined];
      const byRest = path?.replaceAll(/:\w+/g, '1');
      return byRest === undefined ? [byName] : [byName, { method, path: byRest, fields, isGuarded }];
    }),
  );
}
