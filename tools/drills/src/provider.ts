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
  answer: Answer;
}

/** `silence`: the connection stays open and nothing comes. */
export type Answer = 'yes' | 'error' | 'silence';

/** The other side of a webhook: writes down what arrives. `decide` says how to answer, before the answer is known. */
export class Provider {
  readonly arrivals: Arrival[] = [];
  readonly #server;

  private constructor(decide: (arrival: Omit<Arrival, 'answer'>) => Answer) {
    this.#server = createServer(async (request, response) => {
      const body = await text(request);
      const arrived = {
        sender: request.url?.split('/').at(-1) ?? '',
        text: (JSON.parse(body) as { text: string }).text,
        alertId: /id ([0-9a-f-]{36})/.exec(body)?.[1] ?? '',
        at: Date.now(),
      };
      const answer = decide(arrived);
      this.arrivals.push({ ...arrived, answer });
      if (answer === 'silence') return;
      response.statusCode = answer === 'yes' ? 200 : 500;
      response.end(answer === 'yes' ? 'ok' : 'internal_error');
    }).listen(0, '127.0.0.1');
  }

  static async open(decide: (arrival: Omit<Arrival, 'answer'>) => Answer = () => 'yes'): Promise<Provider> {
    const provider = new Provider(decide);
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
