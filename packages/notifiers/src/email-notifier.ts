import { createTransport, type SendMailOptions } from 'nodemailer';
import type { EgressPolicy } from './egress.ts';
import { mailContent } from './mail-message.ts';
import { type MailSettings, maskRecipients, messageId, readMailSettings } from './mail-settings.ts';
import type { Notification, Notifier } from './notification.ts';
import { cleanExcerpt } from './redaction.ts';
import { trackSends } from './sending.ts';
import { smtpFailureOutcome } from './smtp-outcome.ts';
import { vettedSocket } from './smtp-socket.ts';
import { clip, DEFAULT_BRAND_NAME, oneLine } from './text.ts';

/** Bounds of one mail, in milliseconds. */
export interface MailTimeouts {
  /** Lookup and TCP connection. */
  connectionMs: number;
  /** The server's greeting and STARTTLS. */
  greetingMs: number;
  /** Silence on an open connection. */
  socketMs: number;
  /** The send as a whole, also against a server that answers byte by byte. */
  totalMs: number;
}

const DEFAULT_TIMEOUTS: MailTimeouts = {
  connectionMs: 10_000,
  greetingMs: 10_000,
  socketMs: 30_000,
  totalMs: 45_000,
};

export interface EmailNotifierOptions {
  host: string;
  /** 465 speaks TLS from the first byte, every other port STARTTLS. */
  port: number;
  user?: string;
  pass?: string;
  from: string;
  /** One text or several, each a comma list of addresses. */
  to: string | readonly string[];
  brandName?: string;
  egress: EgressPolicy;
  timeouts?: Partial<MailTimeouts>;
  /** PEM of the authority that signed the server's certificate, where it is not a public one. */
  certificateAuthority?: string;
}

/** Mail over SMTP. Bad settings do not throw here; every `send` then answers `terminal`. */
export function createEmailNotifier(options: EmailNotifierOptions): Notifier {
  const settings = readMailSettings(options);
  const sends = trackSends(
    'problem' in settings
      ? async () => ({ outcome: 'terminal', reason: `mail settings: ${settings.problem}` })
      : mailSender(options, settings),
  );
  return { channel: 'email', target: maskRecipients(options.to), ...sends };
}

function mailSender(options: EmailNotifierOptions, settings: MailSettings) {
  const { brandName = DEFAULT_BRAND_NAME } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const transport = createSmtpTransport(options, settings, timeouts);
  const secrets = [options.user ?? '', options.pass ?? ''];

  return async (notification: Notification) => {
    try {
      const sent = await transport.sendMail({
        ...composeMail(notification, settings, brandName),
        signal: AbortSignal.timeout(timeouts.totalMs),
      });
      return { outcome: 'delivered', receipt: receiptOf(sent, secrets) } as const;
    } catch (error) {
      return smtpFailureOutcome(error, secrets);
    }
  };
}

/** One transport, a new connection per mail: alerts are rare, and each connection is vetted anew. */
function createSmtpTransport(options: EmailNotifierOptions, settings: MailSettings, timeouts: MailTimeouts) {
  const { host, port, egress, certificateAuthority } = options;
  const { connectionMs, greetingMs, socketMs } = timeouts;
  const { auth } = settings;
  return createTransport({
    host,
    port,
    secure: port === 465,
    ...(auth !== undefined && { auth }),
    getSocket: vettedSocket({ host, port, egress, connectionMs, hasCredentials: auth !== undefined }),
    // Nodemailer's connectionTimeout includes the greeting, whose own limit it would otherwise cut short.
    connectionTimeout: connectionMs + greetingMs,
    greetingTimeout: greetingMs,
    socketTimeout: socketMs,
    // How long a server may keep its side open after we closed ours.
    socketCloseTimeout: 1_000,
    tls: {
      minVersion: 'TLSv1.2',
      ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function composeMail(
  notification: Notification,
  { from, to }: MailSettings,
  brandName: string,
): SendMailOptions {
  return {
    from,
    to,
    ...mailContent(notification, brandName),
    messageId: messageId(notification.id, from),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // Keeps Gmail from folding separate alerts into one conversation.
      'X-Entity-Ref-ID': clip(oneLine(notification.id), 200),
    },
  };
}

function receiptOf(
  sent: { response?: string; rejected?: readonly unknown[] },
  secrets: readonly string[],
): string {
  const response = cleanExcerpt(sent.response ?? '', secrets);
  const refused = sent.rejected?.length ?? 0;
  return refused === 0 ? response : `${response} (${refused} of the recipients refused)`;
}
