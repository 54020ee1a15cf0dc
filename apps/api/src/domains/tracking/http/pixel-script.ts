import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { HSTS } from './tracking-edge.ts';

/** An hour: a shop's pages get a new version on the day of the upgrade. The old one serves while the new is fetched. */
const CHANGING = 'public, max-age=3600, stale-while-revalidate=86400';
/** What an address with a hash has never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

const compress = promisify(brotliCompress);

interface Script {
  text: Buffer;
  /** Compressed once, in a thread, when a page asks for it: a start does not wait for it, and clicks do not either. */
  compressed: () => Promise<Buffer>;
  etag: string;
  /** In the address of exactly this script. */
  hash: string;
  /** As `integrity` of a script tag has it (https://www.w3.org/TR/SRI/). */
  integrity: string;
}

/** Where the SDK has its script, what explains it, and the scripts of earlier releases. */
export interface ScriptFiles {
  script: string;
  debug: string;
  kept: string;
}

/**
 * Serves the SDK as a script, for pages of any origin: at `path` (`/sdk/pixel.js`) the newest; at an address with a hash
 * exactly that one, also after an upgrade of the hub; and beside it `.json`, which says the address and the integrity of
 * the newest, and `.debug.js`, which `dth('debug')` loads.
 */
export function registerPixelScript(
  app: FastifyInstance,
  { path, files, isHttps }: { path: string; files: ScriptFiles; isHttps: boolean },
): void {
  if (!existsSync(files.script) || !existsSync(files.debug)) {
    app.log.warn({ file: files.script }, 'the SDK is not built; its script is not served');
    return;
  }
  const stem = path.replace(/\.js$/, '');
  const newest = readScript(files.script);
  const debug = readScript(files.debug);
  const kept = existsSync(files.kept) ? readdirSync(files.kept) : [];
  const pinned = new Map(
    [newest, ...kept.map((name) => readScript(join(files.kept, name)))].map((script) => [
      script.hash,
      script,
    ]),
  );
  const open = {
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    ...(isHttps ? { 'strict-transport-security': HSTS } : {}),
  };
  const serve = (at: string, script: Script, cacheControl: string) =>
    serveScript(app, at, script, { ...open, 'cache-control': cacheControl });
  serve(path, newest, CHANGING);
  serve(`${stem}.debug.js`, debug, CHANGING);
  for (const [hash, script] of pinned) {
    serve(`${stem}.${hash}.js`, script, IMMUTABLE);
    serve(`${stem}.${hash}.debug.js`, debug, CHANGING);
  }
  app.get(`${stem}.json`, async (_request, reply) => {
    reply.headers({ ...open, 'cache-control': 'no-cache' });
    return { src: `${stem}.${newest.hash}.js`, integrity: newest.integrity };
  });
}

function readScript(file: string): Script {
  const text = readFileSync(file);
  const digest = (algorithm: string, encoding: 'base64' | 'base64url' | 'hex') =>
    createHash(algorithm).update(text).digest(encoding);
  let compressed: Promise<Buffer> | undefined;
  return {
    text,
    compressed() {
      compressed ??= compress(text);
      return compressed;
    },
    etag: `"${digest('sha256', 'base64url').slice(0, 22)}"`,
    hash: digest('sha256', 'hex').slice(0, 12),
    integrity: `sha384-${digest('sha384', 'base64')}`,
  };
}

function serveScript(
  app: FastifyInstance,
  path: string,
  script: Script,
  headers: Readonly<Record<string, string>>,
): void {
  app.get(path, async (request, reply) => {
    reply.headers({
      ...headers,
      // Pages that isolate themselves load a script of another origin only with this header.
      'cross-origin-resource-policy': 'cross-origin',
      vary: 'accept-encoding',
      etag: script.etag,
    });
    if (request.headers['if-none-match'] === script.etag) return reply.status(304).send();
    reply.type('text/javascript; charset=utf-8');
    return /\bbr\b/.test(request.headers['accept-encoding'] ?? '')
      ? reply.header('content-encoding', 'br').send(await script.compressed())
      : reply.send(script.text);
  });
}
