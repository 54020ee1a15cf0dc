import type { RequestContext } from '../../transport/context.ts';

/** By whom and how an event came in. */
export interface CallOrigin {
  /** Null where the caller did not prove whose it is. */
  storefrontId: number | null;
  /** Null without a key, and for one that the hub does not know. */
  keyId: number | null;
  /** How an unknown key begins and ends. */
  keyHint: string | null;
  /** `server`: with a secret key. */
  door: 'api' | 'pixel' | 'link' | 'server';
  /** Of the page, as browsers say. */
  origin: string | null;
}

/** Returns by whom and how a call came in, also where its key was refused. */
export async function originOfCall(ctx: RequestContext): Promise<CallOrigin> {
  const credential = await ctx.keyCredential().catch(() => null);
  const hasKey = credential?.kind === 'secret' || credential?.kind === 'publishable';
  const sent = ctx.sentKey;
  const kind = hasKey ? credential.kind : sent?.kind;
  return {
    storefrontId: hasKey ? credential.storefrontId : (sent?.storefrontId ?? null),
    keyId: hasKey ? credential.keyId : (sent?.id ?? null),
    keyHint: hasKey ? null : (sent?.hint ?? null),
    door: kind === 'secret' ? 'server' : ctx.door,
    origin: ctx.origin,
  };
}
