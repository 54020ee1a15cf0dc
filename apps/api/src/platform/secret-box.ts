import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** Bytes of a nonce, as NIST SP 800-38D recommends; random ones suffice for the few secrets of a hub. */
const NONCE_BYTES = 12;
const VERSION = 'v1';

/** Reads comma-separated keys of 32 bytes in hex or base64. Returns null when one of them is not such a key. */
export function parseEncryptionKeys(text: string): Buffer[] | null {
  const keys = text.split(',').map((key) => key.trim());
  const decoded = keys.map((key) => Buffer.from(key, /^[\da-f]{64}$/i.test(key) ? 'hex' : 'base64'));
  return decoded.every(({ length }) => length === 32) ? decoded : null;
}

/** A sealed secret that cannot be opened: the key is missing, or somebody changed it. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Encrypts secrets that the hub must be able to read again, with AES-256-GCM. The first key seals, every key opens: put
 * a new key in front of the old one, seal secrets again (`npm run hub -- secrets reseal`), and drop the old key.
 */
export class SecretBox {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: string;

  constructor(keys: readonly Buffer[]) {
    this.#keys = new Map(keys.map((key) => [keyId(key), key]));
    const [first] = this.#keys.keys();
    if (first === undefined) throw new Error('a secret box needs a key');
    this.#current = first;
  }

  /** Seals a text for one place, such as a column and a row's id: elsewhere it does not open. */
  seal(plain: string, place: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key(this.#current), nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return [VERSION, this.#current, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /** Throws {@link SealError}. */
  open(text: string, place: string): string {
    const [version, id, nonce, sealed] = text.split('.');
    if (version !== VERSION || id === undefined || nonce === undefined || sealed === undefined) {
      throw new SealError('this is not a sealed secret');
    }
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#key(id), Buffer.from(nonce, 'base64url'), {
        authTagLength: 16,
      })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
    } catch (error) {
      if (error instanceof SealError) throw error;
      throw new SealError('a sealed secret was changed, or belongs elsewhere', { cause: error });
    }
  }

  /** Whether a sealed text is sealed with the first key. */
  isCurrent(text: string): boolean {
    return text.startsWith(`${VERSION}.${this.#current}.`);
  }

  /** Whether the key that a text is sealed with is one of these. */
  knowsKeyOf(text: string): boolean {
    return this.#keys.has(text.split('.')[1] ?? '');
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (key === undefined) {
      throw new SealError(`HUB_ENCRYPTION_KEY lacks the key ${id}, which a stored secret was encrypted with`);
    }
    return key;
  }
}

/** Returns a name for a key that reveals nothing about it. */
function keyId(key: Buffer): string {
  return createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
}
