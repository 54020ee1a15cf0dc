import { type Entry, ROLES } from '@dreamteamhub/sdk/contract';
import { AppError } from '../platform/app-error.ts';
import type { Credential, RequestContext } from './context.ts';

/**
 * Lets a request through to an entry or throws `unauthorized` or `forbidden`. A person's changes must come from
 * the hub's own pages: cookies travel with requests that other sites make.
 */
export async function guard(entry: Entry, ctx: RequestContext): Promise<void> {
  switch (entry.access) {
    case 'anyone':
      guardScope(entry, await ctx.keyCredential());
      return;
    case 'key': {
      const credential = await ctx.keyCredential();
      if (credential.kind === 'anonymous') {
        throw new AppError('unauthorized', 'send a key as "Authorization: Bearer pk_…" (or sk_…)');
      }
      guardScope(entry, credential);
      return;
    }
    default:
      await guardPrivate(entry, entry.access, ctx);
  }
}

async function guardPrivate(entry: Entry, role: (typeof ROLES)[number], ctx: RequestContext): Promise<void> {
  const credential = await ctx.credential();
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
