import { randomInt, randomUUID } from 'node:crypto';

/** Returns the headers of a click from a browser, as clicks.lua sends them. */
export function clickHeaders(key: string): Record<string, string> {
  return {
    authorization: `Bearer ${key}`,
    origin: 'https://shop.example',
    'user-agent':
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
      `Chrome/${randomInt(110, 142)}.0.0.0 Safari/537.36`,
    'content-type': 'application/json',
  };
}

export function clickBody(affiliates: number): string {
  // Zipf: the k-th affiliate gets a share of about 1/k.
  const affiliate = Math.floor((affiliates + 1) ** Math.random());
  return JSON.stringify({
    pixelId: `px-bench-${String(affiliate).padStart(5, '0')}`,
    eventId: uuidV7(),
    visitorId: randomUUID(),
    landingPage: `https://shop.example/products/${threeDigits()}?utm_source=partner`,
    referrer: `https://partner.example/reviews/${threeDigits()}`,
  });
}

/** Returns a UUID of RFC 9562, version 7: 48 bits of Unix milliseconds, then a random UUID's bits after its version. */
export function uuidV7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

function threeDigits(): string {
  return String(Math.floor(Math.random() * 1000)).padStart(3, '0');
}
