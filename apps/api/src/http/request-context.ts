import type { FastifyRequest } from 'fastify';
import { AppError } from '../app-error.ts';
import type { KeyService, KnownKey } from '../ops/key-service.ts';
import type { CreateContext, Credential, RequestContext } from '../transport/context.ts';
import type { KeyGuesses } from './key-guesses.ts';
import { networkOf } from './network.ts';
import { isSameOrigin } from './origin.ts';
import type { SignIn } from './sign-in.ts';

interface Sources {
  keys: KeyService;
  guesses: KeyGuesses;
  signIn: SignIn;
  publicUrl: string | undefined;
}

/** Makes what procedures know of a request. */
export function requestContexts(sources: Sources): CreateContext {
  return (request) => new LazyContext(request, sources);
}

/** Looks things up when they are first asked for, and credentials once a request: a click needs few of them. */
class LazyContext implements RequestContext {
  readonly #request: FastifyRequest;
  readonly #sources: Sources;
  #keyCredential: Promise<Credential> | undefined;
  #credential: Promise<Credential> | undefined;

  constructor(request: FastifyRequest, sources: Sources) {
    this.#request = request;
    this.#sources = sources;
  }

  keyCredential(): Promise<Credential> {
    this.#keyCredential ??= credentialByKey(this.#request, this.#sources);
    return this.#keyCredential;
  }

  credential(): Promise<Credential> {
    this.#credential ??= this.keyCredential().then((known) =>
      known.kind === 'anonymous' ? bySession(this.#request, this.#sources.signIn) : known,
    );
    return this.#credential;
  }

  get isSameOrigin(): boolean {
    return isSameOrigin(this.#request, this.#sources.publicUrl);
  }

  get ip(): string {
    return this.#request.ip;
  }

  get userAgent(): string | null {
    return this.#request.headers['user-agent'] ?? null;
  }
}

async function credentialByKey(request: FastifyRequest, sources: Sources): Promise<Credential> {
  const key = keyOf(request);
  if (key === null) return { kind: 'anonymous' };
  const known = await authenticate(request, key.value, sources);
  if (key.isPublic && known.kind !== 'publishable') {
    throw new AppError(
      'unauthorized',
      'a secret key does not belong where a publishable one goes: revoke it',
    );
  }
  if (known.kind === 'secret') return { kind: 'secret', storefrontId: known.storefrontId };
  if (known.storefrontId === null)
    throw new AppError('unauthorized', 'this API key belongs to no storefront');
  return { kind: 'publishable', storefrontId: known.storefrontId };
}

async function authenticate(
  request: FastifyRequest,
  key: string,
  { keys, guesses }: Sources,
): Promise<KnownKey> {
  if (!keys.wasValid(key) && guesses.isExhausted(networkOf(request.ip))) {
    throw new AppError('rate_limited', 'too many unknown API keys from this address; try again in a minute');
  }
  try {
    return await keys.authenticate(key);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthorized') guesses.count(networkOf(request.ip));
    throw error;
  }
}

async function bySession(request: FastifyRequest, signIn: SignIn): Promise<Credential> {
  const operator = await signIn.operator(request);
  return operator === null ? { kind: 'anonymous' } : { kind: 'operator', ...operator };
}

/** The key that a request carries. `isPublic`: where browsers write it. */
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
  if (typeof publishable === 'string') return { value: publishable, isPublic: true };
  return request.beaconKey === undefined ? null : { value: request.beaconKey, isPublic: true };
}
