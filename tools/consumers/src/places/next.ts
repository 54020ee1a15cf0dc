import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { docBlocks } from '../doc-blocks.ts';
import { attempt, install, type Place, run, write } from './workshop.ts';

/** The recipe's own block that has this in it. */
function recipe(part: string): string {
  const block = docBlocks().find(({ file, code }) => file === 'docs/SDK.md' && code.includes(part));
  if (block === undefined) throw new Error(`docs/SDK.md has no block with ${part}`);
  return block.code;
}

const LAYOUT = `
import { Affiliates } from './affiliates';
export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body><Affiliates />{children}</body></html>;
}
`;
const PAGE = `
import { reportOrder } from './order';
export default async function Page() {
  const outcome = await reportOrder({ id: 'O-1', total: '9.99' }).then(() => 'reported', (error: Error) => error.message);
  return <p>order: {outcome}</p>;
}
`;

export const inNext: Place = async ({ folder, tarball, tell }) => {
  install(folder, tarball, {
    next: '16.4.6',
    react: '19.3.1',
    'react-dom': '19.3.1',
    typescript: '5.9.3',
    '@types/node': '22.20.5',
    '@types/react': '19.3.0',
  });
  write(folder, {
    'app/layout.tsx': LAYOUT,
    'app/page.tsx': PAGE,
    'app/affiliates.tsx': recipe('export function Affiliates'),
    'app/order.ts': recipe('export async function reportOrder(order'),
    'app/partners/[...path]/route.ts': recipe('async function passOn'),
    'proxy.ts': recipe('export const proxy'),
  });
  // Without any variable of the hub, as builds run.
  attempt(tell, 'next build, which checks the types of the recipes', () => {
    run('npx', ['next', 'build'], folder);
  });
  const port = await freePort();
  const server = spawn('npx', ['next', 'start', '--port', String(port)], {
    cwd: folder,
    stdio: 'pipe',
    detached: true,
  });
  try {
    await ready(server);
    const origin = `http://localhost:${port}`;
    const landed = await fetch(`${origin}/?via=tech-blog`, { headers: BROWSER });
    const cookie = landed.headers.get('set-cookie') ?? '';
    tell('proxy.ts sets the click cookie', cookie.startsWith('dth_click=') ? undefined : cookie);
    const page = await fetch(origin, { headers: { ...BROWSER, cookie: cookie.split(';')[0] ?? '' } });
    const html = (await page.text()).replace(/<!--.*?-->/g, '');
    tell(
      'an order without a secret names it, at once',
      html.includes('order: endpoint: is missing') ? undefined : html.slice(0, 500),
    );
    const relayed = await fetch(`${origin}/partners/metrics`);
    tell('the path of one’s own passes on nothing else', relayed.status === 404 ? undefined : relayed.status);
  } finally {
    // The server is a child of npx.
    process.kill(-(server.pid as number));
  }
};

const BROWSER = { 'user-agent': 'Mozilla/5.0 Chrome/140.0', 'sec-fetch-dest': 'document' };

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk;
      if (/ready/i.test(said)) resolve();
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.once('exit', () => reject(new Error(said)));
  });
}
