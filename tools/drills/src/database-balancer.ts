import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One address for whichever PostgreSQL it is told, as HAProxy in front of a pair: with `on-marked-down shutdown-sessions`. */
export class DatabaseBalancer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: URL;
  #resetShare = 0;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#relay(client)).listen(0, '127.0.0.1');
  }

  static async open(databaseUrl: string): Promise<DatabaseBalancer> {
    const balancer = new DatabaseBalancer(new URL(databaseUrl));
    await once(balancer.#server, 'listening');
    return balancer;
  }

  /** The database's address by way of the balancer; who signs in, and where, stays as it was. */
  get url(): string {
    const url = new URL(this.#target);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Sends whoever connects from now on to another server, and breaks the connections to the last one. */
  switchTo(databaseUrl: string): void {
    this.#target = new URL(databaseUrl);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resets this share of the connections, each in the middle of an answer; 0 ends it. */
  resetAnswers(share: number): void {
    this.#resetShare = share;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #relay(client: Socket): void {
    const database = connect(Number(this.#target.port), this.#target.hostname);
    let isReset = false;
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('close', () => {
        this.#sockets.delete(from);
        if (!isReset) to.destroy();
      });
      from.on('error', () => to.destroy());
    }
    client.on('data', (chunk) => database.write(chunk));
    database.on('data', (chunk: Buffer) => {
      if (Math.random() >= this.#resetShare) return client.write(chunk);
      // Nothing may follow: no network leaves out the middle of what it delivers.
      isReset = true;
      database.destroy();
      client.write(chunk.subarray(0, chunk.length >> 1), () => client.resetAndDestroy());
    });
  }
}
