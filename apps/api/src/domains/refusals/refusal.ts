import type { RefusedEventData } from '@dreamteamhub/db/refusals';
import { AppError } from '../../platform/app-error.ts';
import { kindOfReport } from './report-kinds.ts';

/** What is kept of a refused event, without whose it is. */
export interface Refusal extends Pick<RefusedEventData, 'reason' | 'message' | 'isStored' | 'body'> {
  /** Stock only in test mode. */
  kind: RefusedEventData['kind'] | 'stock';
}

/** Fields that explain a refusal and name nobody. Their texts are cut. */
const KEPT = [
  'eventId',
  'pixelId',
  'handle',
  'storefront',
  'subId',
  'orderId',
  'refundId',
  'disputeId',
  'state',
  'revenue',
  'commission',
  'amount',
  'currency',
  'clickId',
  'clickToken',
  'landingPage',
  'referrer',
  'sku',
  'stock',
  'expectedStock',
  'quantityDelta',
  'idempotencyKey',
];
const MOST_CHARACTERS = 200;
const MOST_MESSAGE_CHARACTERS = 500;

/** Why a click does not count, in words. */
const NOT_COUNTED: Readonly<Record<string, string>> = {
  bot: 'stored and not counted: the user agent is a program',
  duplicate: 'stored and not counted: the same visitor was counted a short while ago',
  paused: 'stored and not counted: the affiliate is paused',
};

/** A dispute stands among the refunds: it, too, may take back what an order earned. */
function kindOfRefused(name: string): Refusal['kind'] {
  return name === 'recordDispute' ? 'refund' : (kindOfReport(name) ?? 'click');
}

/** Returns what to keep of an event: refused with an error, or stored and not counted for a reason. */
export function refusalOf(name: string, raw: unknown, why: AppError | string): Refusal {
  const isStored = !(why instanceof AppError);
  const reason = isStored ? why : why.code;
  const message = isStored ? (NOT_COUNTED[why] ?? why) : why.message;
  return {
    kind: kindOfRefused(name),
    reason: reason.slice(0, 32),
    message: storable(message, MOST_MESSAGE_CHARACTERS),
    isStored,
    body: keptOf(raw),
  };
}

/** Why a link does not lead where it says, in words. */
const LINK_PROBLEMS: Readonly<Record<string, string>> = {
  unknown_affiliate: 'no affiliate has this handle, or it is archived; the visitor was sent to the shop',
  target_not_allowed:
    'to: is no address on an origin of the storefront; the visitor was sent to its home page',
  target_repeated: 'to: was given more than once; the visitor was sent to the home page',
  no_origin: 'the storefront has no origin that a link may lead to',
  not_a_test_key: 'test_key: is no publishable key of test mode; the visit was not recorded',
};

/** Returns what to keep of a link. Its click is recorded where the affiliate is known. */
export function refusalOfLink({ problem, url }: { problem: string; url: string }): Refusal {
  return {
    kind: 'link',
    reason: problem.slice(0, 32),
    message: LINK_PROBLEMS[problem] ?? problem,
    isStored: problem.startsWith('target_'),
    // Somebody may have put a secret key there.
    body: { url: storable(url.replace(/(test_key=)[^&]*/g, '$1…'), MOST_CHARACTERS) },
  };
}

/** Whether an answer says that its click was stored and does not count. Repetitions are left out: they are meant. */
export function isNotCounted(output: unknown): output is { reason: string } {
  const { counted, reason, duplicate } = (output ?? {}) as Record<string, unknown>;
  return counted === false && typeof reason === 'string' && duplicate !== true;
}

/** Returns what to keep of the clicks of a batch. */
export function refusalsOfBatch(raw: unknown, output: unknown): Refusal[] {
  const events = (raw as { events?: unknown[] } | null)?.events ?? [];
  const results = (output as { results?: unknown[] } | null)?.results ?? [];
  return results.flatMap((result, place) => {
    const { success, error } = (result ?? {}) as {
      success?: boolean;
      error?: { code: string; message: string };
    };
    if (success === false && error !== undefined) {
      return [
        refusalOf('recordClicks', events[place], new AppError(error.code as 'bad_request', error.message)),
      ];
    }
    return isNotCounted(result) ? [refusalOf('recordClicks', events[place], result.reason)] : [];
  });
}

function keptOf(raw: unknown): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null) return {};
  return Object.fromEntries(
    KEPT.filter(
      (name) => (raw as Record<string, unknown>)[name] !== undefined && Object.hasOwn(raw, name),
    ).map((name) => [name, kept(name, (raw as Record<string, unknown>)[name])]),
  );
}

function kept(name: string, value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  const text = typeof value === 'string' ? value : textOf(value);
  // Queries of a shop's pages may hold anything about its visitor.
  const withoutQuery = name === 'landingPage' || name === 'referrer' ? text.replace(/[?#].*$/s, '') : text;
  return storable(withoutQuery, MOST_CHARACTERS);
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Nested so deeply that the stack does not hold it.
    return '…';
  }
}

function storable(text: string, max: number): string {
  return text.replaceAll('\u0000', '').slice(0, max).toWellFormed();
}
