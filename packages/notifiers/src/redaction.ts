import { clip, oneLine } from './text.ts';

const MAX_EXCERPT_LENGTH = 200;

/**
 * A short, one-line, secret-free piece of what the other side answered. Secrets go before the cut, so that
 * none survives in half; the comparison ignores case.
 */
export function cleanExcerpt(answer: string, secrets: readonly string[]): string {
  // Longest first: a path is replaced whole before one of its segments would break it up.
  const ordered = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  let cleaned = answer;
  for (const secret of ordered) cleaned = cleaned.replace(new RegExp(escapeRegExp(secret), 'gi'), '…');
  return clip(oneLine(cleaned).replace(/\s+/g, ' ').trim(), MAX_EXCERPT_LENGTH);
}

/** What must not be quoted back from a webhook's answer: its path, query and every longer piece of them. */
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

/** Shows where a webhook leads without its secret: the host and the last four characters of a long token. */
export function maskWebhookUrl(webhookUrl: string): string {
  const url = URL.canParse(webhookUrl) ? new URL(webhookUrl) : undefined;
  if (url === undefined || url.host === '') return '(invalid URL)';
  const token = url.pathname.split('/').findLast((segment) => segment !== '') ?? '';
  return `${url.host}/…${token.length >= 16 ? token.slice(-4) : ''}`;
}
