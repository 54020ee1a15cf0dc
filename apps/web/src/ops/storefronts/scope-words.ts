import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';

/** What a scope lets a key do. */
export const scopeWords: Record<Scope, string> = {
  'events:write': 'Report verified orders and visits',
  'affiliates:read': 'Read partners and orders',
  'affiliates:write': 'Add and change partners',
  'inventory:read': 'Read products and stock',
  'inventory:write': 'Change products and stock',
  'ops:read': 'Read alerts, deliveries and settings',
  'ops:write': 'Answer alerts, send again, scan and test',
  'money:read': 'Read commissions, balances and the ledger',
};

/** Says what a secret key with these scopes may do. */
export function describeScopes(scopes: readonly Scope[]): string {
  if (scopes.length === SCOPES.length) return 'Everything that a key can do';
  return scopes.map((scope) => scopeWords[scope]).join(' · ');
}
