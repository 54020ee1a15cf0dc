import type { FastifyRequest } from 'fastify';
import type { SignIn } from '../domains/people/sign-in.ts';
import type { KeyGuesses } from '../domains/storefronts/key-guesses.ts';
import type { KeyVerifier, KnownKey, SignedRequest } from '../domains/storefronts/key-verifier.ts';
import { AppError } from '../platform/app-error.ts';
import { networkOf } from '../platform/network.ts';
import type { CreateContext, Credential, RequestContext } from '../transport/context.ts';
import { isSameOrigin, publicOrigin } from './origin.ts';

interface Sources {
  keys: KeyVerifier;
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

  get publicOrigin(): string {
    return publicOrigin(this.#request, this.#sources.publicUrl);
  }

  get requestId(): string {
    return this.#request.id;
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
  const signed = signedRequestOf(request);
  const key = keyOf(request);
  if (signed !== null && key !== null) {
    throw new AppError('unauthorized', 'a signed request does not carry a key as well');
  }
  if (signed !== null) {
    return toCredential(
      await guessing(request, sources, false, () => sources.keys.authenticateSigned(signed)),
    );
  }
  if (key === null) return { kind: 'anonymous' };
  const known = sources.keys.recall(key.value) ?? (await lookUp(key.value, request, sources));
  if (key.isPublic && known.kind !== 'publishable') {
    throw new AppError(
      'unauthorized',
      'a secret key does not belong where a publishable one goes: revoke it',
    );
  }
  if (known.kind === 'publishable') guardOrigin(request, known);
  return toCredential(known);
}

function toCredential({ id, kind, storefrontId, scopes }: KnownKey): Credential {
  if (kind === 'secret') return { kind, keyId: id, storefrontId, scopes };
  if (storefrontId === null) throw new AppError('unauthorized', 'this API key belongs to no storefront');
  return { kind, storefrontId };
}

async function lookUp(key: string, request: FastifyRequest, sources: Sources): Promise<KnownKey> {
  return guessing(request, sources, sources.keys.wasValid(key), () => sources.keys.authenticate(key));
}

/** Looks a key up, unless its caller was wrong too often. */
async function guessing(
  request: FastifyRequest,
  { guesses }: Sources,
  wasValid: boolean,
  authenticate: () => Promise<KnownKey>,
): Promise<KnownKey> {
  if (!wasValid && guesses.isExhausted(networkOf(request.ip))) {
    throw new AppError('rate_limited', 'too many unknown API keys from this address; try again in a minute');
  }
  try {
    return await authenticate();
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthorized') guesses.count(networkOf(request.ip));
    throw error;
  }
}

/** Keeps other people's pages from using a key that they copied. Whoever is no browser says nothing of the kind. */
function guardOrigin({ headers: { origin } }: FastifyRequest, { allowedOrigins }: KnownKey): void {
  if (origin === undefined || allowedOrigins.length === 0 || allowedOrigins.includes(origin)) return;
  throw new AppError(
    'forbidden',
    `pages of ${origin} may not use this key: allow the origin at its storefront`,
  );
}

async function bySession(request: FastifyRequest, signIn: SignIn): Promise<Credential> {
  const person = await signIn.person(request);
  return person === null ? { kind: 'anonymous' } : { kind: 'person', ...person };
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

/** What a request was signed with instead of carrying its key; null when it was not. Throws `unauthorized` for half a signature. */
function signedRequestOf({ headers, rawBody }: FastifyRequest): SignedRequest | null {
  const signature = headers['webhook-signature'];
  if (signature === undefined) return null;
  const keyHash = headers['hub-key-id'];
  const messageId = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (
    typeof signature !== 'string' ||
    typeof keyHash !== 'string' ||
    typeof messageId !== 'string' ||
    typeof timestamp !== 'string' ||
    rawBody === undefined
  ) {
    throw new AppError(
      'unauthorized',
      'a signed request is a POST of JSON to a REST route with hub-key-id, webhook-id, webhook-timestamp and webhook-signature',
    );
  }
  return { keyHash, messageId, timestamp, signature, body: rawBody };
}
