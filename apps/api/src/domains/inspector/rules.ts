import type { InspectedEvent } from '@dreamteamhub/db/inspector';

/** What a developer is told about an event: what happened, and what to do about it. */
export interface Explanation {
  explanation: string;
  /** Null: nothing. */
  advice: string | null;
}

type Facts = Pick<
  InspectedEvent,
  'mode' | 'kind' | 'outcome' | 'reason' | 'message' | 'body' | 'result' | 'affiliateHandle' | 'origin'
>;

/** Explains an event. */
export function explain(event: Facts): Explanation {
  if (event.kind === 'link') return explainLink(event);
  if (event.outcome === 'refused') return explainRefusal(event);
  const explained = explainReason(event);
  return event.mode === 'test' ? asTest(explained) : explained;
}

/** Reasons of events that the hub took. */
function explainReason({
  kind,
  outcome,
  reason,
  message,
  body,
  result,
  affiliateHandle,
}: Facts): Explanation {
  const partner = affiliateHandle === null ? 'the partner' : `the partner "${affiliateHandle}"`;
  switch (reason) {
    case 'bot':
      return {
        explanation: `The click is stored and not counted: its user agent${quoted(body.userAgent)} is a program’s, not a browser’s.`,
        advice:
          'Browsers send the right one by themselves. A server that reports for a visitor sends theirs as visitorUserAgent, with a secret key; a test with curl needs a browser’s -H "user-agent: …".',
      };
    case 'duplicate':
      return {
        explanation: `The click is stored and not counted: the same visitor was counted for ${partner} a short while before${
          result?.countedClickId === undefined ? '' : `, as click ${String(result.countedClickId)}`
        }.`,
        advice:
          'This is right for a visitor who comes back. To count a test, act as another visitor: send another visitorId, or wait until CLICK_DEDUP_SECONDS have passed.',
      };
    case 'paused':
      return {
        explanation: `The click is stored and not counted: ${partner} is paused.`,
        advice: 'Resume the partner on its page, and clicks count again.',
      };
    case 'nobody':
      return {
        explanation: `The order is stored, and no partner is credited with it: ${uncredited(result)}`,
        advice:
          'Send the click token that the visitor brought (dth_click), the click id, the visitor id, or the partner’s handle or coupon code with the order. Report it again with the same order id and it is credited.',
      };
    case 'void':
      return { explanation: 'Somebody voided it: it pays nothing and is in no figure.', advice: null };
    case 'given_back':
      return { explanation: 'The whole order was given back: it pays nothing.', advice: null };
    case 'claim':
      return {
        explanation: `A page reported this order without proof, for ${partner}: it is a claim, which pays nothing until somebody verifies it.`,
        advice:
          'Report the order from your server with a secret key and the same order id: that verifies it.',
      };
    case 'claim_apart':
      return {
        explanation: `A page reported this order without proof, for ${partner}: it is a claim, and its storefront keeps claims out of the figures.`,
        advice:
          'Report the order from your server with a secret key and the same order id: that verifies it.',
      };
    case 'unknown_order':
      return {
        explanation:
          'The refund is stored and waits: the hub knows no order with this id in this storefront.',
        advice:
          'Compare the order id with the one that the order was reported with. If the order comes later, the refund is booked then.',
      };
    case 'nothing_left':
      return {
        explanation: 'The refund is stored and changes nothing: earlier refunds gave back all of the order.',
        advice: 'Check whether your server reports the same refund under several refund ids.',
      };
    case 'more_than_left':
      return {
        explanation: 'The refund is more than what was left of the order: only what was left is booked.',
        advice: 'Check the amount and its currency, and whether an earlier refund has it already.',
      };
    case null:
      return { explanation: taken(kind, outcome, partner, result, message), advice: null };
    default:
      return { explanation: sentence(message ?? reason), advice: null };
  }
}

function taken(
  kind: Facts['kind'],
  outcome: Facts['outcome'],
  partner: string,
  result: Facts['result'],
  message: string | null,
): string {
  if (message !== null) return sentence(message);
  if (outcome === 'not_counted') return 'It is stored and not counted.';
  switch (kind) {
    case 'click':
      return `The click counts for ${partner}.`;
    case 'order':
      return `The order is credited to ${partner}${byWhat(result?.attributedBy)}.`;
    case 'refund':
      return 'The refund is booked on its order.';
    case 'stock':
      return 'The stock was changed.';
    default:
      return 'The hub took it.';
  }
}

/** Test mode is told apart from what counts. */
function asTest({ explanation, advice }: Explanation): Explanation {
  return { explanation: `Test mode: nothing counts. As a live event: ${explanation}`, advice };
}

const LINKS: Readonly<Record<string, Explanation>> = {
  unknown_affiliate: {
    explanation:
      'No partner has the handle in this link, or the partner was archived. The visitor was sent to the shop, and no click was recorded.',
    advice: 'Compare the handle with the partner’s page, or restore the partner.',
  },
  target_not_allowed: {
    explanation:
      'The click was recorded, but “to” in the link leads to no origin of the storefront: the visitor was sent to its home page.',
    advice: 'Correct the address, or allow its origin at Storefronts & keys.',
  },
  target_repeated: {
    explanation:
      'The click was recorded, but the link has “to” more than once: the visitor was sent to the home page.',
    advice: 'Leave one of them. An address with a query of its own must be percent-encoded.',
  },
  no_origin: {
    explanation: 'The storefront has no origin that a link may lead to: the visitor saw a dead end.',
    advice: 'Add the shop’s address to the origins of the storefront at Storefronts & keys.',
  },
  not_a_test_key: {
    explanation: '“test_key” in this link is no publishable key of test mode: the visit was not recorded.',
    advice: 'Use a key that begins with pk_test_, or leave test_key out.',
  },
};

function explainLink({ reason, message }: Facts): Explanation {
  return LINKS[reason ?? ''] ?? { explanation: sentence(message ?? 'The link was refused'), advice: null };
}

function explainRefusal({ mode, reason, message, origin }: Facts): Explanation {
  const said = message ?? reason ?? '';
  const prefix = mode === 'test' ? 'Test mode: the hub refused it as it would a live event. ' : '';
  return { explanation: `${prefix}${sentence(said)}`, advice: adviceFor(reason ?? '', said, origin) };
}

/** Codes say what kind of error it is; where one has several causes, its message tells them apart. */
function adviceFor(code: string, message: string, origin: string | null): string | null {
  switch (code) {
    case 'unauthorized':
      return 'Send a key that is valid: Storefronts & keys lists them, and issues new ones. A key that was revoked or rotated out stays refused.';
    case 'forbidden':
      return adviceForForbidden(message, origin);
    case 'not_found':
      return 'Compare the name with the partner’s page. A key finds partners of its own storefront only, and archived partners are not found.';
    case 'bad_request':
      return /body is not (?:valid JSON|UTF-8)/i.test(message)
        ? 'Send a JSON object with “content-type: application/json”: build it with JSON.stringify rather than by hand.'
        : /is required/.test(message)
          ? 'Name the partner: a template may have left the parameter empty.'
          : 'Correct the field that the message begins with, and send the event again.';
    case 'event_mismatch':
      return 'Make a new event id for each event. The same one is for sending the very same event again.';
    case 'rate_limited':
      return 'Send events with a publishable key, which has room for a whole shop, and try again after the time in Retry-After.';
    case 'payload_too_large':
      return 'Send less at a time: clicks in batches of at most 500, uncompressed.';
    case 'unsupported_media_type':
      return 'Send a JSON object with “content-type: application/json”, uncompressed. A beacon may say text/plain.';
    case 'conflict':
      return 'Look at what the hub already has under this id.';
    default:
      return null;
  }
}

function adviceForForbidden(message: string, origin: string | null): string {
  if (/^pages of/.test(message)) {
    return `Add ${origin ?? 'the page’s origin'} to the origins of the key’s storefront at Storefronts & keys, with scheme and port and without a path.`;
  }
  if (/preflight/.test(message)) {
    return 'Call this from your server with a secret key. Pages report clicks and claims, with the tracker or at /api/affiliates/track.';
  }
  if (/lacks the scope/.test(message)) return 'Issue a secret key with this scope at Storefronts & keys.';
  if (/publishable key/.test(message)) return 'Call this from your server with a secret key (sk_…).';
  return 'Use a key that may do this, or change what its storefront allows at Storefronts & keys.';
}

const FIELDS: Readonly<Record<string, string>> = {
  clickId: 'the click id',
  clickToken: 'the click token',
  visitorId: 'the visitor id',
  couponCodes: 'the coupon codes',
  pixelId: 'the pixel id',
  handle: 'the handle',
};

const PROBLEMS: Readonly<Record<string, string>> = {
  unknown: 'is of nothing that the hub knows',
  invalid: 'is broken or has expired',
  another_affiliate: 'belongs to another partner',
};

/** Says what an order named, and why nobody was found by it. */
function uncredited(result: Facts['result']): string {
  const ignored = Array.isArray(result?.ignored)
    ? (result.ignored as { field: string; reason: string }[])
    : [];
  if (ignored.length === 0) return 'the report named no click, visitor, partner or code that the hub knows.';
  const parts = ignored.map(({ field, reason }) => `${FIELDS[field] ?? field} ${PROBLEMS[reason] ?? reason}`);
  return `${parts.join(', ')}.`;
}

function byWhat(attributedBy: unknown): string {
  return typeof attributedBy === 'string' ? `, by ${FIELDS[attributedBy] ?? attributedBy}` : '';
}

function quoted(text: unknown): string {
  return typeof text === 'string' ? ` (“${text.slice(0, 80)}”)` : '';
}

/** Messages begin with a field or in lower case, and end without a stop. */
function sentence(text: string): string {
  const trimmed = text.trim();
  // A field’s name stays as it is written in code.
  const isField = /^[a-z]\w*(?:[.[]\S*)?: /.test(trimmed);
  const begun = isField ? trimmed : `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}`;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
