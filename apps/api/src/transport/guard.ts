import type { Entry } from '@dreamteamhub/sdk/contract';
import { AppError } from '../app-error.ts';
import type { RequestContext } from './context.ts';

/**
 * Lets a request through to an entry or throws `unauthorized` or `forbidden`. An operator's changes must come from
 * the hub's own pages: cookies travel with requests that other sites make.
 */
export async function guard(entry: Entry, ctx: RequestContext): Promise<void> {
  switch (entry.access) {
    case 'anyone':
      await ctx.keyCredential();
      return;
    case 'key':
      if ((await ctx.keyCredential()).kind === 'anonymous') {
        throw new AppError('unauthorized', 'send a key as "Authorization: Bearer pk_…" (or sk_…)');
      }
      return;
    case 'admin':
    case 'operator':
      await guardPrivate(entry, ctx);
      return;
  }
}

async function guardPrivate(entry: Entry, ctx: RequestContext): Promise<void> {
  const credential = await ctx.credential();
  if (credential.kind === 'anonymous') {
    throw new AppError('unauthorized', 'sign in, or send a secret key as "Authorization: Bearer sk_…"');
  }
  const allowed = entry.access === 'admin' ? ['secret', 'operator'] : ['operator'];
  if (!allowed.includes(credential.kind)) {
    throw new AppError(
      'forbidden',
      entry.access === 'admin'
        ? 'a publishable key may only write tracking events'
        : 'only a signed-in operator may do this',
    );
  }
  if (credential.kind === 'operator' && entry.kind === 'mutation' && !ctx.isSameOrigin) {
    throw new AppError('forbidden', 'the request did not come from the hub’s own pages');
  }
}
