import type { ArrivalData } from '@dreamteamhub/db/inspector';
import { canonicalOrderId } from '@dreamteamhub/sdk/contract';
import type { ObservedCall } from '../../transport/context.ts';

const MOST_CHARACTERS = 300;

/** Returns what a call that was answered is noted under: see `event_arrivals`. Nothing for what was sent before. */
export function subjectsOf(
  { name, raw, output }: Pick<ObservedCall, 'name' | 'raw' | 'output'>,
  storefrontId: number | null,
): ArrivalData['subject'][] {
  const sent = fieldsOf(raw);
  const receipt = fieldsOf(output);
  if (name === 'recordClicks') {
    const results = Array.isArray(receipt.results) ? receipt.results : [];
    const events = Array.isArray(sent.events) ? sent.events : [];
    return results.flatMap((result, place) => subjectOfClick(fieldsOf(events[place]), fieldsOf(result)));
  }
  if (name === 'recordClick') return subjectOfClick(sent, receipt);
  if (receipt.duplicate === true) return [];
  if (name === 'recordRefund') {
    if (storefrontId === null || typeof sent.refundId !== 'string') return [];
    return [`refund:${storefrontId}:${canonicalOrderId(sent.refundId)}`.slice(0, MOST_CHARACTERS)];
  }
  const id = name === 'recordOrder' ? receipt.id : receipt.attributionId;
  return typeof id === 'number' ? [`${name === 'recordOrder' ? 'order' : 'conversion'}:${id}`] : [];
}

/** A visitor who comes back is answered with the click that counted: its own is known by its event id, if it has one. */
function subjectOfClick(sent: Record<string, unknown>, receipt: Record<string, unknown>): string[] {
  const { clickId, reason, duplicate } = receipt;
  if (typeof clickId !== 'number' || duplicate === true) return [];
  if (typeof sent.eventId === 'string') return [`event:${sent.eventId.toLowerCase()}`];
  return [`${reason === 'duplicate' ? 'duplicate' : 'click'}:${clickId}`];
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
