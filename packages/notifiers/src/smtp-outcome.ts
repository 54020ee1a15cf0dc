import { EgressError } from './egress.ts';
import type { DeliveryOutcome } from './notification.ts';
import { cleanExcerpt } from './redaction.ts';

/** The fields of nodemailer's errors that decide the outcome. */
interface SmtpFailure {
  code?: unknown;
  /** The code of the system error that nodemailer wrapped, such as ECONNREFUSED. */
  originalCode?: unknown;
  response?: unknown;
  responseCode?: unknown;
  /** One per refused recipient, when all were refused. */
  rejectedErrors?: readonly SmtpFailure[];
}

/** nodemailer's codes for errors without a server's answer that another attempt cannot change. */
const FINAL_CODES = new Set(['EENVELOPE', 'EMESSAGE', 'ECONFIG', 'EAUTH', 'ENOAUTH', 'EMAXRECIPIENTS']);

/**
 * Returns the outcome of a failed SMTP send (RFC 5321, 4.2.1): a 4yz reply or a broken connection is retried, a 5yz reply
 * is final. A connection lost between the message and its 250 is retried under the same Message-ID.
 */
export function smtpFailureOutcome(error: unknown, secrets: readonly string[]): DeliveryOutcome {
  if (error instanceof EgressError) {
    return { outcome: error.code === 'not_allowed' ? 'terminal' : 'retry', reason: error.message };
  }
  const failure: SmtpFailure = typeof error === 'object' && error !== null ? error : {};
  const replies = (failure.rejectedErrors ?? [failure]).map(replyCode);
  // One recipient that may be accepted later is reason enough to retry.
  const reply = replies.find((code) => code >= 400 && code < 500) ?? replies[0] ?? 0;

  if (failure.code === 'EAUTH') {
    // Without the server's words: they often repeat the user name.
    if (reply >= 400 && reply < 500)
      return { outcome: 'retry', reason: `authentication postponed (${reply})` };
    return { outcome: 'terminal', reason: `authentication refused (${reply || 'no common method'})` };
  }
  if (failure.code === 'ETLS' && reply >= 500) {
    return { outcome: 'terminal', reason: `the server offers no TLS, and credentials need it (${reply})` };
  }
  if (reply >= 400) {
    const text =
      typeof failure.response === 'string' ? cleanExcerpt(failure.response, secrets) : String(reply);
    return { outcome: reply < 500 ? 'retry' : 'terminal', reason: `SMTP ${text}` };
  }
  const code = String(failure.code ?? 'unknown error');
  if (FINAL_CODES.has(code)) return { outcome: 'terminal', reason: `the message was not accepted (${code})` };
  return { outcome: 'retry', reason: connectionReason(code, failure.originalCode) };
}

function connectionReason(code: string, originalCode: unknown): string {
  const isTimeout = code === 'ETIMEDOUT' || code === 'ABORT_ERR' || code === 'EABORT';
  if (isTimeout) return 'no answer in time';
  return `connection failed (${typeof originalCode === 'string' ? originalCode : code})`;
}

function replyCode({ responseCode }: SmtpFailure): number {
  return typeof responseCode === 'number' ? responseCode : 0;
}
