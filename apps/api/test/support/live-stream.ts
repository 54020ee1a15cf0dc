import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/** One event of a stream of live updates, as it arrives. */
export interface StreamEvent {
  event: string | null;
  id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of any shape.
  data: any;
}

/** A stream that a test reads as a browser does. */
export class LiveStream {
  readonly response: IncomingMessage;
  readonly #events: StreamEvent[] = [];
  #wake: () => void = () => undefined;
  #text = '';
  isEnded = false;

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.isEnded = true;
      this.#wake();
    });
  }

  static async open(
    port: number,
    input: object,
    headers: Record<string, string> = {},
    path = '/trpc/admin/live.watch',
  ): Promise<LiveStream> {
    const query = encodeURIComponent(JSON.stringify(input));
    const request = get({ port, path: `${path}?input=${query}`, headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', () => undefined);
    return new LiveStream(response);
  }

  /** Returns the next event that fits, and drops those before it; rejects when the stream ends first. */
  async next(fits: (event: StreamEvent) => boolean = () => true): Promise<StreamEvent> {
    while (true) {
      const event = this.#events.shift();
      if (event !== undefined && event.event !== 'connected' && event.event !== 'ping' && fits(event))
        return event;
      if (event !== undefined) continue;
      if (this.isEnded) throw new Error('the stream has ended');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Returns the next message that tells of a topic. */
  nextOf(topic: string): Promise<StreamEvent> {
    return this.next(({ data }) => data.topics?.includes(topic) ?? false);
  }

  /** All that has arrived and was not read. */
  get unread(): readonly StreamEvent[] {
    return this.#events;
  }

  async close(): Promise<void> {
    this.response.destroy();
    if (!this.isEnded) await once(this.response, 'close');
  }

  #take(chunk: string): void {
    const blocks = (this.#text + chunk).split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n').filter((line) => line !== '');
      if (lines.length === 0) continue;
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
      const data = field('data');
      this.#events.push({ event: field('event'), id: field('id'), data: data ? JSON.parse(data) : null });
    }
    this.#wake();
  }
}
