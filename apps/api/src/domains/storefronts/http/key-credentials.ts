import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import { addressOf, networkOf } from '../../../platform/network.ts';
import type { Credential } from '../../../transport/context.ts';
import type { KeyVerifier, KnownKey, SignedRequest } from '../key-verifier.ts';
import { KeyGuesses } from './key-guesses.ts';

/**
 * Returns a function that finds the key that a request carries or was signed with. It rejects with `unauthorized` when
 * a key was sent and is not valid, `rate_limited` when its network sent too many unknown keys.
 */
export function keyCredentials(keys: KeyVerifier): (request: FastifyRequest) => Promise<Credential> {
  const guesses = new KeyGuesses();

  /** Looks a key up, unless its network sent too many unknown keys. */
  async function guessing(
    request: FastifyRequest,
    wasValid: boolean,
    authenticate: () => Promise<KnownKey>,
  ): Promise<KnownKey> {
    if (!wasValid && guesses.isExhausted(networkOf(addressOf(request)))) {
      throw new AppError(
        'rate_limited',
        'too many unknown API keys from this address; try again in a minute',
      );
    }
    try {
      return await authenticate();
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthorized')
        guesses.count(networkOf(addressOf(request)));
      throw error;
    }
  }

  return async (request) => {
    const signed = signedRequestOf(request);
    const key = keyOf(request);
    if (signed !== null && key !== null) {
      throw new AppError('unauthorized', 'a signed request does not carry a key as well');
    }
    if (signed !== null) {
      return toCredential(await guessing(request, false, () => keys.authenticateSigned(signed)));
    }
    if (key === null) return { kind: 'anonymous' };
    const { value, isPublic } = key;
    const known =
      keys.findRecent(value) ??
      (await guessing(request, keys.wasValid(value), () => keys.authenticate(value)));
    if (isPublic && known.kind !== 'publishable') {
      throw new AppError(
        'unauthorized',
        'a secret key was sent where only a publishable key belongs: revoke it',
      );
    }
    if (known.kind === 'publishable') guardOrigin(request, known);
    return toCredential(known);
  };
}

function toCredential({ id, kind, storefrontId, scopes }: KnownKey): Credential {
  if (kind === 'secret') return { kind, keyId: id, storefrontId, scopes };
  if (storefrontId === null) throw new AppError('unauthorized', 'this API key belongs to no storefront');
  return { kind, storefrontId };
}

/** Keeps other people's pages from using a key that they copied. Only browsers send this header. */
function guardOrigin({ headers: { origin } }: FastifyRequest, { allowedOrigins }: KnownKey): void {
  if (origin === undefined || allowedOrigins.length === 0 || allowedOrigins.includes(origin)) return;
  throw new AppError(
    'forbidden',
    `pages of ${origin} may not use this key: allow the origin at its storefront`,
  );
}

/** Returns the key that a request carries. `isPublic`: it was where browsers put keys. */
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
