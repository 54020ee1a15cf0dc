import { clip, oneLine } from './text.ts';

const MAX_EXCERPT_LENGTH = 200;

/**
 * Returns a short, one-line excerpt of an answer, without secrets. Secrets are removed before the cut, so that no half of
 * one survives; the comparison ignores case.
 */
export function cleanExcerpt(answer: string, secrets: readonly string[]): string {
  // Longest first, so that a path is replaced whole before one of its segments breaks it up.
  const ordered = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  let cleaned = answer;
  for (const secret of ordered) cleaned = cleaned.replace(new RegExp(escapeRegExp(secret), 'gi'), '…');
  return clip(oneLine(cleaned).replace(/\s+/g, ' ').trim(), MAX_EXCERPT_LENGTH);
}

/** Returns what must not be quoted from a webhook's answer: the URL, its path and query, and every longer piece of them. */
export function webhookSecrets(url: URL): string[] {
  const pieces = `${url.pathname}${url.search}`.split(/[/?&=]/).filter((piece) => piece.length >= 6);
  const whole = [url.href, `${url.pathname}${url.search}`, url.pathname].filter((part) => part.length > 1);
  return [...whole, ...pieces].flatMap((secret) => [secret, decoded(secret)]);
}

function escapeRegExp(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A stray percent sign: there is no decoded form to hide.
    return value;
  }
}

/** Shows a webhook's destination without its secret: the host and the last four characters of a long token. */
export function maskWebhookUrl(webhookUrl: string): string {
  const url = URL.canParse(webhookUrl) ? new URL(webhookUrl) : undefined;
  if (url === undefined || url.host === '') return '(invalid URL)';
  const token = url.pathname.split('/').findLast((segment) => segment !== '') ?? '';
  return `${url.host}/…${token.length >= 16 ? token.slice(-4) : ''}`;
}
