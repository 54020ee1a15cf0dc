import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import type { Limits } from '../../../platform/limits/limits.ts';
import { tooMany } from '../../../platform/limits/refuse.ts';
import { addressOf } from '../../../platform/network.ts';
import type { Credential, SentKey as DescribedKey } from '../../../transport/context.ts';
import type { KeyVerifier, KnownKey, SignedRequest } from '../key-verifier.ts';
import { unknownKeys } from '../limits.ts';

/** What is known of a request's key without asking anybody. */
export type PeekedKey = 'none' | 'unproven' | KnownKey;

/** Finds the key that a request carries or was signed with. */
export class KeyCredentials {
  readonly #keys: KeyVerifier;
  readonly #limits: Limits;
  /** A request whose key had to be looked up is asked for it more than once. */
  readonly #proofs = new WeakMap<FastifyRequest, Promise<Credential>>();

  constructor(deps: { keys: KeyVerifier; limits: Limits }) {
    this.#keys = deps.keys;
    this.#limits = deps.limits;
  }

  /**
   * Tells what is known of a request's key: the key itself, if it was valid when it was last looked up. While the database
   * is away, that may be long ago.
   */
  peek(request: FastifyRequest): PeekedKey {
    const { authorization, 'x-publishable-key': publishable } = request.headers;
    const value = authorization === undefined ? publishable : BEARER.exec(authorization)?.[1];
    const known = typeof value === 'string' ? this.#keys.findRemembered(value) : undefined;
    return known ?? (carriesKey(request) ? 'unproven' : 'none');
  }

  /**
   * Returns whose key a request carries. Rejects with `unauthorized` when a key was sent and is not valid,
   * `rate_limited` when its network sent too many of those.
   */
  async prove(request: FastifyRequest): Promise<Credential> {
    const signed = signedRequestOf(request);
    const key = keyOf(request);
    if (signed !== null && key !== null) {
      throw new AppError('unauthorized', 'a signed request does not carry a key as well');
    }
    if (signed === null && key === null) return { kind: 'anonymous' };
    const recent = key === null ? undefined : this.#keys.findRecent(key.value, request);
    if (key !== null && recent !== undefined) return credentialOf(request, recent, key);
    let proof = this.#proofs.get(request);
    if (proof === undefined) {
      proof =
        signed !== null
          ? this.#guess(request, () => this.#keys.authenticateSigned(signed, request)).then(toCredential)
          : this.#lookUp(request, key as SentKey);
      this.#proofs.set(request, proof);
    }
    return proof;
  }

  /** Says which key a request was sent with, valid for it or not, as far as this process knows. Asks nobody. */
  describe(request: FastifyRequest): DescribedKey | null {
    if (!carriesKey(request) && request.beaconKey === undefined) return null;
    const value = sentValue(request);
    const known = value === null ? undefined : this.#keys.findRemembered(value);
    if (known === undefined) return describeUnknown(value ?? '');
    const { id, kind, isTest, storefrontId } = known;
    return { id, kind, isTest, storefrontId, hint: null };
  }

  async #lookUp(request: FastifyRequest, key: SentKey): Promise<Credential> {
    const authenticate = () => this.#keys.authenticate(key.value, request);
    // A busy shop's first hundred requests carry one key: that is one look-up, and no guess.
    const isNoGuess = this.#keys.findRemembered(key.value) !== undefined || this.#keys.isLookedUp(key.value);
    const known = await (isNoGuess ? authenticate() : this.#guess(request, authenticate));
    return credentialOf(request, known, key);
  }

  /** Looks a key up, unless its network sent too many unknown ones. */
  async #guess(request: FastifyRequest, authenticate: () => Promise<KnownKey>): Promise<KnownKey> {
    const ip = addressOf(request);
    // Counted before it is looked up: a hundred at once are a hundred.
    const excess = this.#limits.take(unknownKeys, { ip });
    if (excess !== null) throw tooMany('unknown API keys', excess);
    try {
      const known = await authenticate();
      this.#limits.giveBack(unknownKeys, { ip });
      return known;
    } catch (error) {
      const isGuess = error instanceof AppError && error.code === 'unauthorized';
      // That the database is away says nothing about the key.
      if (!isGuess) this.#limits.giveBack(unknownKeys, { ip });
      throw error;
    }
  }
}

interface SentKey {
  value: string;
  /** It was where browsers put keys. */
  isPublic: boolean;
}

function carriesKey({ headers }: FastifyRequest): boolean {
  return (
    headers.authorization !== undefined ||
    headers['x-publishable-key'] !== undefined ||
    headers['webhook-signature'] !== undefined
  );
}

function credentialOf(request: FastifyRequest, known: KnownKey, { isPublic }: SentKey): Credential {
  if (isPublic && known.kind !== 'publishable') {
    throw new AppError(
      'unauthorized',
      'a secret key was sent where only a publishable key belongs: revoke it',
    );
  }
  if (known.kind === 'publishable') guardOrigin(request, known);
  return toCredential(known);
}

function toCredential({ id, kind, storefrontId, scopes, isTest }: KnownKey): Credential {
  if (kind === 'secret') return { kind, keyId: id, storefrontId, scopes, isTest };
  if (storefrontId === null) throw new AppError('unauthorized', 'this API key belongs to no storefront');
  return { kind, keyId: id, storefrontId, isTest };
}

/** Keeps other people's pages from using a key that they copied. Only browsers send this header. */
function guardOrigin({ headers: { origin } }: FastifyRequest, { allowedOrigins, isTest }: KnownKey): void {
  if (origin === undefined || allowedOrigins.length === 0 || allowedOrigins.includes(origin)) return;
  if (isTest && isOfThisMachine(origin)) return;
  throw new AppError(
    'forbidden',
    `pages of ${origin} may not use this key: allow the origin at its storefront`,
  );
}

/** Where shops are built before they have an address. */
function isOfThisMachine(origin: string): boolean {
  const host = URL.canParse(origin) ? new URL(origin).hostname : '';
  return /^(?:(?:.+\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(host);
}

const BEARER = /^Bearer\s+(\S+)\s*$/i;

/** Returns the key that a request carries. */
function keyOf(request: FastifyRequest): SentKey | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const match = BEARER.exec(authorization);
    if (match?.[1] === undefined) {
      throw new AppError('unauthorized', 'the Authorization header must be "Bearer " and a key');
    }
    return { value: match[1], isPublic: false };
  }
  const publishable = request.headers['x-publishable-key'];
  if (typeof publishable === 'string') return { value: publishable, isPublic: true };
  return request.beaconKey === undefined ? null : { value: request.beaconKey, isPublic: true };
}

/** Returns what a request says is its key; null for a signed request, and for a header that holds none. */
function sentValue(request: FastifyRequest): string | null {
  try {
    return keyOf(request)?.value ?? null;
  } catch {
    // Whoever asked for the key was told.
    return null;
  }
}

/** How a key begins and ends tells people which one it is, and opens nothing. */
function describeUnknown(value: string): DescribedKey {
  const unknown = { id: null, isTest: false, storefrontId: null } as const;
  const [, prefix] = /^((?:pk|sk)_(?:test_)?)[\w-]{12,}$/.exec(value) ?? [];
  if (prefix === undefined) return { ...unknown, kind: null, hint: null };
  const kind = prefix.startsWith('sk') ? 'secret' : 'publishable';
  return { ...unknown, kind, hint: `${prefix}…${value.slice(-4)}` };
}

/**
 * Returns what a request was signed with instead of carrying its key; null when it was not signed. Throws
 * `unauthorized` for an incomplete signature.
 */
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
