import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUTH_ROUTES } from '../../src/domains/people/auth-routes.ts';
import { namedEntries, newAddress, restRoute } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

/** A body of each kind that clients send by mistake, or forms of other pages on purpose. */
const FOREIGN: [string, string | undefined, string][] = [
  ['a form', 'application/x-www-form-urlencoded', 'handle=partner'],
  [
    'a form with a file',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
  ],
  ['XML', 'text/xml', '<a/>'],
  ['XML of an application', 'application/xml; charset=utf-8', '<a/>'],
  ['a page', 'text/html', '{}'],
  ['bytes', 'application/octet-stream', '{}'],
  ['a kind of JSON that is another', 'application/vnd.api+json', '{}'],
  ['what only begins like JSON', 'application/jsonp', '{}'],
  ['nonsense', 'x', '{}'],
  ['no content type', undefined, '{}'],
];
const TEXT: [string, string, string] = ['text', 'text/plain;charset=UTF-8', '{}'];
const JSON_TYPES = ['application/json', 'Application/JSON ; charset=UTF-8', 'application/json\t;x=1'];

function post(method: string, url: string, type: string | undefined, payload: string) {
  return hub.app.inject({
    method: method as 'POST',
    url,
    remoteAddress: newAddress(),
    headers: { ...asVisitor, ...(type === undefined ? {} : { 'content-type': type }) },
    payload: Buffer.from(payload),
  });
}

const bodied = namedEntries
  .filter(({ entry }) => entry.kind === 'mutation')
  .flatMap((target) => {
    const isTracking = target.prefix === '/trpc/tracking';
    const byName = { method: 'POST', url: `${target.prefix}/${target.path}`, isTracking };
    if (target.entry.rest === undefined) return [byName];
    const { method, path } = restRoute(target);
    return [byName, { method, url: path.replaceAll(/:\w+/g, '1'), isTracking }];
  });
const signIn = Object.entries(AUTH_ROUTES)
  .filter(([, { method }]) => method === 'POST')
  .map(([path]) => ({ method: 'POST', url: `/api/auth/${path}`, isTracking: false }));

describe.each([...bodied, ...signIn])('$method $url', ({ method, url, isTracking }) => {
  test('refuses every kind of body but JSON as such', async () => {
    const answers: unknown[] = [];
    // Beacons are text; tRPC has none.
    const refused = isTracking && url.startsWith('/api') ? FOREIGN : [...FOREIGN, TEXT];
    for (const [name, type, payload] of refused) {
      const { statusCode, body } = await post(method, url, type, payload);
      const code = body.match(/"(?:hubCode|code)":"(\w+)"/)?.[1];
      if (statusCode !== 415 || code !== 'unsupported_media_type') answers.push([name, statusCode, body]);
    }
    expect(answers).toEqual([]);
  });

  test('reads JSON, however its type is written', async () => {
    for (const type of JSON_TYPES) {
      expect((await post(method, url, type, '{}')).statusCode, type).not.toBe(415);
    }
  });
});

/** Sends a body in chunks until the hub answers or ends the connection. Returns the status and the bytes that it took. */
function pour(url: string, type: string, most: number): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve) => {
    const { port } = hub.app.server.address() as AddressInfo;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let bytes = 0;
    let isOver = false;
    const end = (status: number) => {
      isOver = true;
      sending.destroy();
      resolve({ status, bytes });
    };
    const sending = request({ port, method: 'POST', path: url, headers: { 'content-type': type } });
    sending.on('response', ({ statusCode }) => end(statusCode ?? 0)).on('error', () => end(0));
    const write = () => {
      while (!isOver && bytes < most) {
        bytes += chunk.length;
        if (!sending.write(chunk)) return void sending.once('drain', write);
      }
      if (!isOver) sending.end();
    };
    sending.write('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n');
    write();
  });
}

test.each(['/trpc/tracking/tracking.recordClick', '/trpc/admin/ops.scanNow', '/api/affiliates/track/click'])(
  'a form without end for %s is refused before it is read',
  async (url) => {
    if (!hub.app.server.listening) await hub.app.listen({ port: 0, host: '127.0.0.1' });
    const { status, bytes } = await pour(url, 'multipart/form-data; boundary=x', 100 * 1024 * 1024);
    expect(bytes).toBeLessThan(8 * 1024 * 1024);
    expect([0, 401, 415]).toContain(status);
  },
);
