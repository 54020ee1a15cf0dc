import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

async function listen(handle: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** The network between a shop's visitors and the hub, which can be bad. */
export interface Network {
  readonly origin: string;
  /** Cuts every connection while it is set. */
  isDown: boolean;
  /** Milliseconds that a request takes to the hub. */
  delay: number;
  /** Events that came in, up or down. */
  readonly tries: string[];
  close(): Promise<void>;
}

/** A way to the hub. */
export async function startNetwork(hubOrigin: string): Promise<Network> {
  const { server, origin } = await listen(async (request, response) => {
    const body = await buffer(request).catch(() => null);
    if (request.method === 'POST') network.tries.push(String(body));
    if (network.isDown || body === null) return void request.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, network.delay));
    const answer = await fetch(hubOrigin + request.url, {
      method: request.method ?? 'GET',
      headers: {
        'user-agent': request.headers['user-agent'] ?? '',
        'content-type': request.headers['content-type'] ?? '',
        ...(request.headers.origin && { origin: request.headers.origin }),
      },
      ...(request.method === 'POST' && { body }),
    });
    const headers = Object.fromEntries(answer.headers);
    // What fetch has undone.
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
      delete headers[name];
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  });
  const network: Network = { origin, isDown: false, delay: 0, tries: [], close: () => close(server) };
  return network;
}

interface ScriptTag {
  origin: string;
  attributes: string;
  /** Its path; the usual one unless given. */
  path?: string;
}

const toHtml = ({ origin, attributes, path = '/sdk/pixel.js' }: ScriptTag) =>
  `<script async src="${origin}${path}" ${attributes}></script>`;

/** The inline snippet of the documents, and what a policy calls it: it is the same in every shop. */
const SNIPPET = 'window.dth = window.dth || function () { (dth.q = dth.q || []).push(arguments); };';
const SNIPPET_HASH = `'sha256-${createHash('sha256').update(SNIPPET).digest('base64')}'`;

/**
 * A shop that has pasted the script tag into its pages. `/strict` allows nothing but what it needs, `/blocked` not even that;
 * `/snippet` has the inline snippet by its hash, `/nonce` snippet and script by a nonce, `/pinned` the one script of a hash.
 * Other paths may have more tags.
 */
export async function startShop(
  script: ScriptTag,
  moreTags: Record<string, ScriptTag[]> = {},
): Promise<{ origin: string; close(): Promise<void> }> {
  const pinned = (await (await fetch(`${script.origin}/sdk/pixel.json`)).json()) as {
    src: string;
    integrity: string;
  };
  const attributes = `integrity="${pinned.integrity}" crossorigin="anonymous"`;
  const pages: Record<string, string> = {
    '/snippet': `<script>${SNIPPET}</script>${toHtml(script)}`,
    '/nonce': `<script nonce="n0nce">${SNIPPET} dth('identify', 'by-nonce');</script>
${toHtml({ ...script, attributes: 'nonce="n0nce"' })}`,
    '/pinned': toHtml({ ...script, path: pinned.src, attributes }),
    '/tampered': toHtml({ ...script, attributes: attributes.replace('sha384-', 'sha384-A') }),
  };
  const { server, origin } = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop.example');
    const policies: Record<string, string> = {
      '/strict': `default-src 'none'; script-src ${script.origin}; connect-src ${script.origin}`,
      '/blocked': `default-src 'none'; script-src ${script.origin}`,
      '/snippet': `default-src 'none'; script-src ${SNIPPET_HASH} ${script.origin}; connect-src ${script.origin}`,
      '/nonce': `default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic'; connect-src ${script.origin}`,
      '/pinned': `default-src 'none'; script-src '${pinned.integrity}'; connect-src ${script.origin}`,
    };
    const policy = policies[pathname];
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(policy && { 'content-security-policy': policy }),
    });
    response.end(`<!doctype html><title>Shop</title><h1>${pathname}</h1>
${pages[pathname] ?? [script, ...(moreTags[pathname] ?? [])].map(toHtml).join('\n')}`);
  });
  return { origin, close: () => close(server) };
}
