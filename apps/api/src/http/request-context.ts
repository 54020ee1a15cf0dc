import type { FastifyRequest } from 'fastify';
import { AppError } from '../app-error.ts';
import type { KeyService } from '../ops/key-service.ts';
import type { CreateContext, Credential } from '../transport/context.ts';
import { isSameOrigin } from './origin.ts';
import type { SignIn } from './sign-in.ts';

/** Makes what procedures know of a request. Credentials are looked up when first asked for, once a request. */
export function requestContexts(deps: {
  keys: KeyService;
  signIn: SignIn;
  publicUrl: string | undefined;
}): CreateContext {
  return (request) => {
    let keyCredential: Promise<Credential> | undefined;
    let credential: Promise<Credential> | undefined;
    const byKey = () => {
      keyCredential ??= credentialByKey(request, deps.keys);
      return keyCredential;
    };
    return {
      keyCredential: byKey,
      credential: () => {
        credential ??= byKey().then((known) =>
          known.kind === 'anonymous' ? bySession(request, deps.signIn) : known,
        );
        return credential;
      },
      isSameOrigin: isSameOrigin(request, deps.publicUrl),
      ip: request.ip,
      userAgent: request.headers['user-agent'] ?? null,
      requestId: request.id,
    };
  };
}

async function credentialByKey(request: FastifyRequest, keys: KeyService): Promise<Credential> {
  const key = keyOf(request);
  if (key === null) return { kind: 'anonymous' };
  const known = await keys.authenticate(key.value);
  if (key.isPublic && known.kind !== 'publishable') {
    throw new AppError('unauthorized', 'a secret key does not belong into a body: revoke it');
  }
  if (known.kind === 'secret') return { kind: 'secret', storefrontId: known.storefrontId };
  if (known.storefrontId === null)
    throw new AppError('unauthorized', 'this API key belongs to no storefront');
  return { kind: 'publishable', storefrontId: known.storefrontId };
}

async function bySession(request: FastifyRequest, signIn: SignIn): Promise<Credential> {
  const operator = await signIn.operator(request);
  return operator === null ? { kind: 'anonymous' } : { kind: 'operator', ...operator };
}

/** The key that a request carries. A body is `isPublic`: browsers write it. */
function keyOf(request: FastifyRequest): { value: string; isPublic: boolean } | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const match = /^Bearer\s+(\S+)\s*$/i.exec(authorization);
    if (match?.[1] === undefined) {
      throw new AppError('unauthorized', 'the Authorization header must be "Bearer " and a key');
    }
    return { value: match[1], isPublic: false };
  }
  const publishable = request.headers['x-publishable-key'];
  if (typeof publishable === 'string') return { value: publishable, isPublic: false };
  return request.beaconKey === undefined ? null : { value: request.beaconKey, isPublic: true };
}
