import type { HubEventData, HubEventType } from './hub-events.ts';
import { uuidv7 } from './uuid.ts';
import { importSecret, signedText } from './webhook-signature.ts';

export { type InstallCheck, type InstallReport, verifyInstall } from './verify-install.ts';

/**
 * A webhook as the hub would send it now, to test your endpoint with. `id` and `timestamp` are made for you.
 *
 * @example
 * const { headers, body } = await signWebhook({ secret, type: 'alerting.failed', data: { message: 'the scans have stopped' } });
 * const response = await POST(new Request('https://shop.example/webhooks/hub', { method: 'POST', headers, body }));
 */
export async function signWebhook<Type extends HubEventType>(event: {
  secret: string | undefined;
  type: Type;
  data: HubEventData[Type];
  id?: string | undefined;
  /** When it is sent; an old one is refused. */
  timestamp?: Date | undefined;
}): Promise<{ headers: Record<string, string>; body: string }> {
  const { secret, type, data, id = `msg_${uuidv7()}`, timestamp = new Date() } = event;
  const body = JSON.stringify({ id, type, timestamp: timestamp.toISOString(), data });
  const seconds = String(Math.floor(timestamp.getTime() / 1000));
  const key = await importSecret(secret);
  const signature = await crypto.subtle.sign('HMAC', key, signedText({ id, timestamp: seconds, body }));
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
    },
    body,
  };
}
