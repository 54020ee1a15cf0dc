import { ApiCallError, type EgressPolicy } from '@dreamteamhub/notifiers';
import { AppError } from '../../../platform/app-error.ts';
import type { ItemSaid } from '../item-said.ts';
import type { Asked, Rail, RailBatch, Sent } from '../rail.ts';
import {
  type BatchHead,
  type BatchPage,
  deniedItem,
  isDenied,
  isOver,
  readAccepted,
  readItem,
  readPage,
  readRefusal,
} from './paypal/answers.ts';
import { floorToPayPal, paysOut, toPayPal } from './paypal/currencies.ts';
import { MOST_ITEMS, writePayoutRequest } from './paypal/payout-request.ts';
import { accountOf, PayPalApi, type PayPalApp } from './paypal/paypal-api.ts';

/** Tells by which PayPal app a storefront pays; null: it is not set up for PayPal. */
export interface PayPalApps {
  getPayPal(storefrontId: number): Promise<PayPalApp | null>;
}

const SEND_MILLISECONDS = 60_000;
/** For all pages together. */
const ASK_MILLISECONDS = 120_000;
const PAGE = 1000;
/** Also where PayPal gives fewer on a page than it was asked for. */
const MOST_PAGES = 300;

/**
 * PayPal knows a batch by its name for 30 days: sent once more within them, nothing is paid twice. A day is left for
 * clocks that differ.
 */
const KNOWN_MILLISECONDS = 29 * 24 * 3600 * 1000;

/** Answers that come from PayPal itself, before it has done anything. */
const CERTAIN: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 406, 413, 415, 422, 429]);

/** Pays PayPal accounts. */
export function paypalRail({
  apps,
  ...deps
}: {
  apps: PayPalApps;
  egress: EgressPolicy;
  /** Unset in production: tests have a PayPal of their own. */
  origin?: string | undefined;
  now: () => Date;
}): Rail {
  const api = new PayPalApi(deps);
  const demandApp = async (storefrontId: number): Promise<PayPalApp> => {
    const app = await apps.getPayPal(storefrontId);
    if (app !== null) return app;
    throw new AppError(
      'conflict',
      'the storefront is not set up for PayPal: an owner enters its app in the settings of payouts',
    );
  };
  return {
    name: 'paypal',
    methods: ['paypal'],
    mostItems: MOST_ITEMS,
    // What was requested may have decimals that PayPal does not take.
    refuse: ({ amount, currency }) =>
      paysOut(currency) && toPayPal(amount, currency) !== null ? null : 'currencyNotOnRail',
    payable: floorToPayPal,
    async demandSetUp(storefrontId) {
      await demandApp(storefrontId);
    },
    async accountOf(storefrontId) {
      return accountOf(await demandApp(storefrontId));
    },
    async send(batch) {
      const app = await apps.getPayPal(batch.storefrontId);
      if (app === null)
        return { outcome: 'refused', problem: 'the storefront is not set up for PayPal any more' };
      if (accountOf(app) !== batch.account) {
        return { outcome: 'refused', problem: 'the storefront’s PayPal app was changed at this moment' };
      }
      return send(api, app, batch);
    },
    async ask(batch) {
      const app = await apps.getPayPal(batch.storefrontId);
      if (app === null) return unknown('the storefront is not set up for PayPal any more');
      if (accountOf(app) !== batch.account) {
        // Another account knows nothing of the batch, and would pay it again.
        return unknown(
          'it was sent by another PayPal app than that of the settings: enter that one again, or settle it by hand',
        );
      }
      if (batch.providerId !== null) return askFor(api, app, batch, batch.providerId);
      if (deps.now().getTime() - batch.attemptedAt.getTime() > KNOWN_MILLISECONDS) {
        return unknown(
          'after 30 days PayPal does not know it by its name any more: look at PayPal, and settle it by hand',
        );
      }
      const sent = await send(api, app, batch);
      // That it is refused now does not say that it was refused then.
      return sent.outcome === 'accepted' ? askFor(api, app, batch, sent.providerId) : unknown(sent.problem);
    },
  };
}

const unknown = (problem: string) => ({ outcome: 'unknown', problem }) as const;

async function send(api: PayPalApi, app: PayPalApp, batch: RailBatch): Promise<Sent> {
  const request = writePayoutRequest(batch);
  if ('problem' in request) return { outcome: 'refused', problem: request.problem };
  try {
    const { status, body } = await api.call(app, {
      method: 'POST',
      path: '/v1/payments/payouts',
      body: request.body,
      // PayPal goes by the batch's name alone, and says that it goes by this.
      headers: { 'paypal-request-id': batch.messageId },
      deadline: AbortSignal.timeout(SEND_MILLISECONDS),
    });
    return readSent(batch, status, body);
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
    return { outcome: error.mayHaveArrived ? 'unknown' : 'refused', problem: error.message };
  }
}

function readSent({ items }: RailBatch, status: number, body: string): Sent {
  if (status >= 200 && status < 300) {
    const providerId = readAccepted(body);
    return providerId === null
      ? unknown('PayPal has answered without a name for the batch')
      : { outcome: 'accepted', providerId };
  }
  const refusal = readRefusal(body, (place) => items[place]?.affiliateName);
  switch (refusal?.kind) {
    case 'duplicate':
      return refusal.providerId === null
        ? unknown('PayPal has this batch already, and does not say under which name')
        : { outcome: 'accepted', providerId: refusal.providerId };
    case 'underWay':
      return unknown(refusal.words);
    case 'refused':
      return CERTAIN.has(status)
        ? { outcome: 'refused', problem: `PayPal refuses it: ${refusal.words}` }
        : unknown(`HTTP ${status}: ${refusal.words}`);
    default:
      return unknown(`HTTP ${status}`);
  }
}

/** Reads all pages of a batch. Of what came before a page is lost, nothing is. */
async function askFor(api: PayPalApi, app: PayPalApp, batch: RailBatch, providerId: string): Promise<Asked> {
  const deadline = AbortSignal.timeout(ASK_MILLISECONDS);
  const said = new Map<string, ItemSaid>();
  let head: BatchHead | null = null;
  let problem: string | null = null;
  let isWhole = false;
  for (let number = 1; number <= MOST_PAGES && !isWhole; number++) {
    const page = await askPage(api, app, { providerId, number, deadline });
    if ('problem' in page) {
      problem = page.problem;
      break;
    }
    if (page.head.sender_batch_header.sender_batch_id !== batch.messageId) {
      return unknown(`PayPal's batch ${providerId} is another one`);
    }
    head = page.head;
    for (const raw of page.items) {
      const item = readItem(raw, batch, head);
      if ('problem' in item) problem = item.problem;
      else said.set(item.reference, item);
    }
    isWhole = page.pages === undefined ? page.items.length === 0 : number >= page.pages;
  }
  // What the call that found it has learnt is not lost: its name.
  if (head === null && batch.providerId !== null) return unknown(problem ?? 'PayPal does not answer');
  if (head !== null && isWhole && isOver(head)) {
    const missing = batch.items.filter(({ reference }) => !said.has(reference));
    if (isDenied(head)) {
      for (const { reference } of missing) said.set(reference, deniedItem(reference, head));
    } else if (missing[0] !== undefined) {
      problem ??= `PayPal's batch has no payment ${missing[0].reference}, and ${missing.length} are missing in all`;
    }
  }
  const items = [...said.values()];
  const isFinal = isWhole && problem === null && items.every(({ news }) => news !== 'underWay');
  return { outcome: 'found', providerId, items, isFinal, problem };
}

async function askPage(
  api: PayPalApi,
  app: PayPalApp,
  { providerId, number, deadline }: { providerId: string; number: number; deadline: AbortSignal },
): Promise<BatchPage | { problem: string }> {
  try {
    const { status, body } = await api.call(app, {
      method: 'GET',
      path: `/v1/payments/payouts/${encodeURIComponent(providerId)}?page=${number}&page_size=${PAGE}&total_required=true`,
      deadline,
    });
    const page = status === 200 ? readPage(body) : null;
    if (page !== null) return page;
    const refusal = readRefusal(body);
    const words = refusal !== null && refusal.kind !== 'duplicate' ? `: ${refusal.words}` : '';
    return { problem: `PayPal does not tell what became of it: HTTP ${status}${words}` };
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
    return { problem: `PayPal does not tell what became of it: ${error.message}` };
  }
}
