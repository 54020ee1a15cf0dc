/** The text that is signed, of Standard Webhooks. */
export function signedText(message: {
  id: string;
  timestamp: string;
  body: string | Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const { id, timestamp, body } = message;
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const text = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const all = new Uint8Array(head.length + text.length);
  all.set(head);
  all.set(text, head.length);
  return all;
}

/** The key of an endpoint's secret (`whsec_` and base64); throws a `TypeError` that names the option. */
export function importSecret(secret: string | undefined) {
  if (!secret) throw new TypeError('secret: is missing; it is EVENTS_WEBHOOK_SECRET of the hub');
  const bytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (!bytes?.length) throw new TypeError('secret: must be whsec_ and base64');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
