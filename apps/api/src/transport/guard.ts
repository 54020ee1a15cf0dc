import { type Entry, ROLES, type Role } from '@dreamteamhub/sdk/contract';
import { AppError } from '../platform/app-error.ts';
import { type Credential, isTestMode, type RequestContext } from './context.ts';

/**
 * Lets a request through to an entry, and returns who sent it, or throws `unauthorized` or `forbidden`. A person's
 * changes must come from the hub's own pages: cookies travel with requests that other sites make.
 */
export async function guard(entry: Entry, ctx: RequestContext): Promise<Credential> {
  const isPrivate = entry.access !== 'anyone' && entry.access !== 'key';
  const credential = await (isPrivate ? ctx.credential() : ctx.keyCredential());
  guardTestMode(entry, credential);
  if (isPrivate) guardPrivate(entry, credential, ctx);
  else if (entry.access === 'key' && credential.kind === 'anonymous') {
    throw new AppError('unauthorized', 'send a key as "Authorization: Bearer pk_…" (or sk_…)');
  } else guardScope(entry, credential);
  return credential;
}

/** A test key changes nothing that counts, and reads nothing of it: what has no test mode is closed to it. */
function guardTestMode({ testMode }: Entry, credential: Credential): void {
  if (testMode === true || !isTestMode(credential)) return;
  throw new AppError(
    'forbidden',
    'test mode: a test key only reports events, simulates stock, and lists and removes test events; use a live key',
  );
}

function guardPrivate(entry: Entry, credential: Credential, ctx: RequestContext): void {
  const role = entry.access as Role;
  switch (credential.kind) {
    case 'anonymous':
      throw new AppError('unauthorized', 'sign in, or send a secret key as "Authorization: Bearer sk_…"');
    case 'publishable':
      throw new AppError('forbidden', 'a publishable key may only write tracking events');
    case 'secret':
      if (entry.scope === undefined) {
        throw new AppError(
          'forbidden',
          `only a person who is signed in as an ${role} may do this; no key may`,
        );
      }
      guardScope(entry, credential);
      return;
    case 'person':
      if (ROLES.indexOf(credential.role) > ROLES.indexOf(role)) {
        throw new AppError('forbidden', `only an ${role} may do this, and you are an ${credential.role}`);
      }
      if (entry.kind === 'mutation' && !ctx.isSameOrigin) {
        throw new AppError('forbidden', 'the request did not come from the hub’s own pages');
      }
  }
}

function guardScope({ scope }: Entry, credential: Credential): void {
  if (credential.kind !== 'secret' || scope === undefined || credential.scopes.includes(scope)) return;
  throw new AppError('forbidden', `this key lacks the scope ${scope}`);
}
