import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a hub and its database and does to the connection what networks do. */
export interface FaultProxy {
  /** The database's address by way of the proxy. */
  readonly url: string;
  /** Lets nothing through any more, in either direction; connections stay open. */
  stall(): void;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Lets through again, what was stalled first. */
  restore(): void;
  close(): Promise<void>;
}

export async function startFaultProxy(databaseUrl: string): Promise<FaultProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'stalled' | 'cut' = 'open';

  const relay = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (chunk) => to.write(chunk));
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => to.destroy());
    if (state === 'stalled') from.pause();
  };
  const server = createServer((client) => {
    if (state === 'cut') return client.destroy();
    const database = connect(Number(target.port), target.hostname);
    relay(client, database);
    relay(database, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    stall() {
      state = 'stalled';
      for (const socket of sockets) socket.pause();
    },
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    restore() {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
