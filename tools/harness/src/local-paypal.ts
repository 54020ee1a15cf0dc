import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** How one call goes wrong. */
export type PayPalFault =
  /** The connection ends before PayPal has read anything, … */
  | 'lostBefore'
  /** … or after it has taken the batch. */
  | 'lostAfter'
  /** It takes the batch and answers 500. */
  | 'failsAfter'
  /** It takes the batch and answers what is no JSON, … */
  | 'garbledAfter'
  /** … or half of an answer, … */
  | 'halfAfter'
  /** … or without the batch's name. */
  | 'namelessAfter'
  /** Another request of the same name is being worked on. */
  | 'underWay'
  | 'tooMany'
  | 'failsBefore';

interface Money {
  currency: string;
  value: string;
}

interface Payment {
  id: string;
  reference: string;
  receiver: string;
  amount: Money;
  status: string;
  processedAt: Date | null;
  fee: Money | null;
  error: { name: string; message: string } | null;
}

interface Batch {
  id: string;
  account: string;
  name: string;
  status: string;
  createdAt: Date;
  payments: Payment[];
}

/** PayPal as its payouts behave: see its documents, and the reports of those who relied on them. */
export class LocalPayPal {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error) =>
      this.#json(response, 500, { name: 'BUG', message: String(error) }),
    );
  });
  readonly #apps = new Map<string, string>();
  readonly #tokens = new Map<string, string>();
  readonly #batches: Batch[] = [];
  readonly #faults: PayPalFault[] = [];
  #counter = 0;
  /** What requests came, such as `POST /v1/payments/payouts`. */
  readonly calls: string[] = [];
  /** `PayPal-Request-Id` of each batch that was sent. */
  readonly requestIds: (string | undefined)[] = [];
  /** As many payments as a page has at most, whatever is asked for. */
  pageLimit = 1000;
  /** Whether a page says how many there are. */
  tellsPages = true;
  /** How long a page takes. */
  pageMilliseconds = 0;
  /** Pages after this many fail with 503. */
  pagesBeforeFault = Number.POSITIVE_INFINITY;
  hasFunds = true;
  now: () => Date = () => new Date();
  tokenSeconds = 32_400;

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  addApp(clientId: string, clientSecret: string): void {
    this.#apps.set(clientId, clientSecret);
  }

  /** The next calls that send a batch go wrong, in this order. */
  failNext(...faults: PayPalFault[]): void {
    this.#faults.push(...faults);
  }

  /** As after somebody changed the app's secret. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  batchNamed(name: string): Batch {
    const batch = this.#batches.find((one) => one.name === name);
    if (batch === undefined) throw new Error(`PayPal has no batch ${name}`);
    return batch;
  }

  hasBatch(name: string | null): boolean {
    return this.#batches.some((one) => one.name === name);
  }

  get batchCount(): number {
    return this.#batches.length;
  }

  /** References that were taken more than once: somebody is paid twice. */
  paidTwice(): string[] {
    const references = this.#batches.flatMap(({ payments }) => payments.map(({ reference }) => reference));
    return references.filter((reference, place) => references.indexOf(reference) !== place);
  }

  /** Works on a batch: all payments come to `SUCCESS`, or to what is said of them. */
  process(name: string, statuses: Record<string, string> = {}, { at = this.now(), fee = '0.25' } = {}): void {
    const batch = this.batchNamed(name);
    batch.status = 'SUCCESS';
    for (const payment of batch.payments) {
      payment.status = statuses[payment.reference] ?? 'SUCCESS';
      payment.processedAt = at;
      payment.fee = payment.status === 'SUCCESS' ? { currency: payment.amount.currency, value: fee } : null;
      const isFine = payment.status === 'SUCCESS';
      payment.error = isFine ? null : { name: 'RECEIVER_UNREGISTERED', message: `It is ${payment.status}` };
    }
  }

  /** Says something else of a payment, at a time of its own. */
  change(reference: string, change: Partial<Payment>): void {
    const payment = this.#batches
      .flatMap(({ payments }) => payments)
      .find((one) => one.reference === reference);
    if (payment === undefined) throw new Error(`PayPal has no payment ${reference}`);
    Object.assign(payment, change);
  }

  deny(name: string): void {
    this.batchNamed(name).status = 'DENIED';
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    this.calls.push(`${request.method} ${url.pathname}`);
    if (url.pathname === '/v1/oauth2/token') return this.#giveToken(request, response);
    const account = this.#tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    if (account === undefined) {
      const message = 'Authentication failed due to invalid authentication credentials or a missing header.';
      return this.#json(response, 401, { name: 'AUTHENTICATION_FAILURE', message });
    }
    if (request.method === 'POST' && url.pathname === '/v1/payments/payouts') {
      return this.#take(request, response, account);
    }
    return this.#show(url, response, account);
  }

  async #giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [clientId = '', secret = ''] = Buffer.from(
      request.headers.authorization?.replace('Basic ', '') ?? '',
      'base64',
    )
      .toString()
      .split(':');
    const isForm = (await text(request)) === 'grant_type=client_credentials';
    if (!isForm || this.#apps.get(clientId) !== secret) {
      return this.#json(response, 401, {
        error: 'invalid_client',
        error_description: 'Client Authentication failed',
      });
    }
    const token = `A21AA${++this.#counter}`;
    this.#tokens.set(token, clientId);
    this.#json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: this.tokenSeconds });
  }

  async #take(request: IncomingMessage, response: ServerResponse, account: string): Promise<void> {
    const fault = this.#faults.shift();
    if (fault === 'lostBefore') return void request.socket.destroy();
    const sent = JSON.parse(await text(request));
    this.requestIds.push(request.headers['paypal-request-id'] as string | undefined);
    if (fault === 'failsBefore') {
      return this.#json(response, 500, {
        name: 'INTERNAL_ERROR',
        message: 'An internal service error has occurred.',
      });
    }
    if (fault === 'tooMany') {
      return this.#json(response, 429, {
        name: 'RATE_LIMIT_REACHED',
        message: 'Too many requests. Blocked due to rate limiting.',
      });
    }
    if (fault === 'underWay') {
      return this.#json(response, 422, {
        ...{ name: 'UNPROCESSABLE_ENTITY', message: 'The requested action could not be performed.' },
        details: [
          { issue: 'PREVIOUS_REQUEST_IN_PROGRESS', description: 'A previous request is still in progress.' },
        ],
      });
    }
    const wrong = problemsOf(sent);
    if (wrong.length > 0) {
      const name = 'VALIDATION_ERROR';
      return this.#json(response, 400, {
        name,
        message: 'Invalid request - see details',
        details: wrong,
        links: [],
      });
    }
    // It looks at the money first, also of what it has taken already.
    if (!this.hasFunds) {
      const message = 'Sender does not have sufficient funds. Please add funds and retry.';
      return this.#json(response, 422, { name: 'INSUFFICIENT_FUNDS', message });
    }
    const name = sent.sender_batch_header.sender_batch_id;
    const since = this.now().getTime() - 30 * 24 * 3600 * 1000;
    const first = this.#batches.find(
      (one) => one.account === account && one.name === name && one.createdAt.getTime() > since,
    );
    if (first !== undefined) return this.#refuseDuplicate(response, first);
    const batch = this.#store(account, sent);
    switch (fault) {
      case 'lostAfter':
        return void request.socket.destroy();
      case 'failsAfter':
        return this.#json(response, 500, {
          name: 'INTERNAL_ERROR',
          message: 'An internal service error has occurred.',
        });
      case 'garbledAfter':
        return void response.writeHead(201).end('<html>');
      case 'halfAfter':
        response.writeHead(201, { 'content-length': 500 }).write('{"batch_header": {"payout_batch_id": "');
        await sleep(20);
        return void request.socket.destroy();
      case 'namelessAfter':
        return this.#json(response, 201, { batch_header: { batch_status: 'PENDING' } });
      default:
        return this.#json(response, 201, { batch_header: headOf(batch), links: [] });
    }
  }

  #refuseDuplicate(response: ServerResponse, { id }: Batch): void {
    this.#json(response, 400, {
      ...{ name: 'USER_BUSINESS_ERROR', message: 'User business error.', debug_id: '4854e55f0e1b3' },
      details: [
        {
          field: 'SENDER_BATCH_ID',
          location: 'body',
          issue: 'Batch with given sender_batch_id already exists',
        },
      ],
      links: [{ href: `https://api.paypal.com/v1/payments/payouts/${id}`, rel: 'self', method: 'GET' }],
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, checked before.
  #store(account: string, sent: any): Batch {
    const batch: Batch = {
      ...{ id: `PP${++this.#counter}`, account, name: sent.sender_batch_header.sender_batch_id },
      ...{ status: 'PENDING', createdAt: this.now() },
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      payments: sent.items.map((item: any) => ({
        ...{
          id: `IT${++this.#counter}`,
          reference: item.sender_item_id,
          receiver: item.receiver,
          amount: item.amount,
        },
        ...{ status: 'PENDING', processedAt: null, fee: null, error: null },
      })),
    };
    this.#batches.push(batch);
    return batch;
  }

  async #show(url: URL, response: ServerResponse, account: string): Promise<void> {
    const [, id] = /^\/v1\/payments\/payouts\/([^/]+)$/.exec(url.pathname) ?? [];
    // Not by the name that the sender gave it.
    const batch = this.#batches.find((one) => one.id === id && one.account === account);
    if (batch === undefined) {
      return this.#json(response, 404, {
        name: 'INVALID_RESOURCE_ID',
        message: 'Requested resource ID was not found.',
      });
    }
    const number = Number(url.searchParams.get('page') ?? 1);
    const size = Math.min(this.pageLimit, Number(url.searchParams.get('page_size') ?? 1000));
    await sleep(this.pageMilliseconds);
    if (number > this.pagesBeforeFault)
      return this.#json(response, 503, { name: 'SERVICE_UNAVAILABLE', message: 'Try later' });
    const shown = batch.status === 'PENDING' || batch.status === 'DENIED' ? [] : batch.payments;
    this.#json(response, 200, {
      batch_header: headOf(batch),
      ...(this.tellsPages ? { total_items: shown.length, total_pages: Math.ceil(shown.length / size) } : {}),
      items: shown.slice((number - 1) * size, number * size).map(shownPayment),
    });
  }

  #json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function headOf({ id, name, status, createdAt }: Batch) {
  return {
    ...{ payout_batch_id: id, batch_status: status, time_created: createdAt.toISOString() },
    ...(status === 'PENDING' ? {} : { time_completed: createdAt.toISOString() }),
    sender_batch_header: { sender_batch_id: name },
  };
}

function shownPayment({ id, reference, receiver, amount, status, processedAt, fee, error }: Payment) {
  return {
    ...{ payout_item_id: id, transaction_status: status },
    ...(fee === null ? {} : { payout_item_fee: fee }),
    payout_item: { recipient_type: 'EMAIL', receiver, amount, sender_item_id: reference },
    ...(processedAt === null ? {} : { time_processed: processedAt.toISOString() }),
    ...(error === null ? {} : { errors: error }),
  };
}

/** Of a call with one bad payment, none is made. */
// biome-ignore lint/suspicious/noExplicitAny: what came over the wire.
function problemsOf(sent: any): { field: string; location: string; issue: string }[] {
  const wrong: { field: string; location: string; issue: string }[] = [];
  const note = (field: string, issue: string) => wrong.push({ field, location: 'body', issue });
  const { sender_batch_header: header, items } = sent;
  if (!/^.{1,30}$/.test(header.sender_batch_id ?? ''))
    note('sender_batch_header.sender_batch_id', 'is invalid');
  if ((header.email_subject ?? '').length > 255) note('sender_batch_header.email_subject', 'is too long');
  if (!(items.length >= 1 && items.length <= 15_000)) note('items', 'has too few or too many');
  for (const [place, item] of items.entries()) {
    const { currency, value } = item.amount;
    if (item.receiver.length > 127 || !/^[\x21-\x7e]+@[\w.-]+\.\w+$/.test(item.receiver)) {
      note(`items[${place}].receiver`, 'Receiver is invalid or does not match with type');
    }
    const isWhole = ['HUF', 'JPY', 'TWD'].includes(currency);
    if (!(isWhole ? /^\d+$/ : /^\d+(\.\d{1,2})?$/).test(value))
      note(`items[${place}].amount`, 'Amount is invalid');
    if ((item.note ?? '').length > 1000) note(`items[${place}].note`, 'is too long');
    if (item.sender_item_id.length > 63) note(`items[${place}].sender_item_id`, 'is too long');
  }
  return wrong;
}
