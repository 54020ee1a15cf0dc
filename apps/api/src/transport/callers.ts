import { AppError } from '../platform/app-error.ts';
import type { Caller, PersonCaller } from '../platform/caller.ts';
import { truncateIp } from '../platform/network.ts';
import type { Credential, RequestContext } from './context.ts';

/** Returns the caller, for services that change something: the audit log names the caller. */
export async function callerOf(ctx: RequestContext): Promise<Caller> {
  const credential = await ctx.credential();
  const from = { requestId: ctx.requestId, network: truncateIp(ctx.ip) };
  switch (credential.kind) {
    case 'person':
      return { kind: 'person', id: credential.userId, storefrontId: null, ...from };
    case 'secret':
      return { kind: 'key', id: String(credential.keyId), storefrontId: credential.storefrontId, ...from };
    default:
      return { kind: 'anyone', id: null, storefrontId: null, ...from };
  }
}

/** Like {@link callerOf}, for what only people do. */
export async function personOf(ctx: RequestContext): Promise<PersonCaller> {
  const [caller, credential] = await Promise.all([callerOf(ctx), ctx.credential()]);
  if (credential.kind !== 'person') throw new AppError('unauthorized', 'sign in first');
  const { userId: id, sessionId, role } = credential;
  return { ...caller, id, sessionId, role };
}

/** Returns who did something, for people to read: an email address, or the kind of key. */
export function callerName(credential: Credential): string {
  switch (credential.kind) {
    case 'person':
      return credential.email;
    case 'secret':
      return 'secret key';
    case 'publishable':
      return 'publishable key';
    case 'anonymous':
      return 'anybody';
  }
}
