import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { clickCookieMiddleware, createServerTracker, readAttribution } from '@dreamteamhub/sdk/server';
import { totalOf } from './src/catalogue.js';

const { HUB_URL = 'http://localhost:3000', HUB_KEY = '', PORT = '4000' } = process.env;
const DIST = fileURLToPath(new URL('dist', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

const hub = createServerTracker({ endpoint: HUB_URL, secretKey: HUB_KEY });
const rememberLanding = clickCookieMiddleware();

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/orders') {
    placeOrder(request).then(
      (order) => answer(response, order === null ? 400 : 201, order ?? { error: 'nothing to buy' }),
      (error) => {
        console.error(error);
        answer(response, 500, { error: 'the order was not placed' });
      },
    );
    return;
  }
  // Before the page: the landing's cookie comes with it, and lives longer than one of a script.
  rememberLanding(request, response, () => servePage(request, response));
});

async function placeOrder(request) {
  const { basket, attribution } = await json(request);
  const total = Array.isArray(basket) ? totalOf(basket) : null;
  if (total === null) return null;
  const orderId = `KC-${randomUUID().slice(0, 8)}`;
  // A shop would take the money here. Then it reports who brought the order, if anybody did.
  const broughtBy = readAttribution(request.headers.cookie) ?? attribution;
  if (broughtBy) {
    // The customer does not wait for it, and is not told when it fails.
    hub.conversion({ ...broughtBy, orderId, revenue: total }).catch((error) => console.error(error));
  }
  return { orderId, total };
}

function servePage(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://shop.example');
  const asset = join(DIST, pathname);
  const file = pathname.startsWith('/assets/') && existsSync(asset) ? asset : join(DIST, 'index.html');
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

server.listen(Number(PORT), () => console.log(`The shop is open at http://localhost:${PORT}`));
