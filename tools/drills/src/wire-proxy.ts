import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Sees what one connection says to PostgreSQL, and is answered. True: it goes no further. */
export interface WireWatcher {
  onRequest(message: string): boolean;
  onAnswer(message: string): boolean;
}

export interface WireProxy {
  /** The database's address by way of the proxy. */
  readonly url: string;
  close(): Promise<void>;
}

/** Stands between a process and its database and lets a watcher decide, message by message, what goes through. */
export async function startWireProxy(databaseUrl: string, watch: () => WireWatcher): Promise<WireProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const relay = (from: Socket, to: Socket, isStopped: (message: string) => boolean) => {
    sockets.add(from);
    // One character a byte: statements are ASCII, and what is not is passed on as it came.
    from.on('data', (chunk: Buffer) => {
      if (!isStopped(chunk.toString('latin1'))) to.write(chunk);
    });
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => to.destroy());
  };
  const server = createServer((client) => {
    const watcher = watch();
    const database = connect(Number(target.port), target.hostname);
    relay(client, database, (message) => watcher.onRequest(message));
    relay(database, client, (message) => watcher.onAnswer(message));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
