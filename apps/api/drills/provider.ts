import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A message that a worker sent to a webhook. */
export interface Arrival {
  /** The webhook's last part: who sent it. */
  sender: string;
  text: string;
  /** The alert id in it. */
  alertId: string;
  at: number;
  /** Whether it was answered yes. */
  isAccepted: boolean;
}

/** The other side of a webhook: writes down what arrives. `accepts` says whether to answer yes, or not at all. */
export class Provider {
  readonly arrivals: Arrival[] = [];
  readonly #server;

  private constructor(accepts: (arrival: Arrival) => boolean) {
    this.#server = createServer(async (request, response) => {
      const body = await text(request);
      const arrival: Arrival = {
        sender: request.url?.split('/').at(-1) ?? '',
        text: (JSON.parse(body) as { text: string }).text,
        alertId: /id ([0-9a-f-]{36})/.exec(body)?.[1] ?? '',
        at: Date.now(),
        isAccepted: false,
      };
      this.arrivals.push(arrival);
      arrival.isAccepted = accepts(arrival);
      if (arrival.isAccepted) response.end('ok');
    }).listen(0, '127.0.0.1');
  }

  static async open(accepts: (arrival: Arrival) => boolean = () => true): Promise<Provider> {
    const provider = new Provider(accepts);
    await once(provider.#server, 'listening');
    return provider;
  }

  urlFor(sender: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/services/T0DRILL/B0DRILL/${sender}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
