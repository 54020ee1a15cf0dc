import type { SendMailOptions } from 'nodemailer';
import { type MailContent, mailContent } from './mail-message.ts';
import { type MailSettings, maskRecipients, messageId, readMailSettings } from './mail-settings.ts';
import type { Notification, Notifier } from './notification.ts';
import { cleanExcerpt } from './redaction.ts';
import { trackSends } from './sending.ts';
import { smtpFailureOutcome } from './smtp-outcome.ts';
import { createSmtpTransport, type SmtpServer } from './smtp-transport.ts';
import { clip, DEFAULT_BRAND_NAME, oneLine } from './text.ts';

export interface EmailNotifierOptions extends SmtpServer {
  from: string;
  /** One string or several, each with comma-separated addresses. */
  to: string | readonly string[];
  brandName?: string;
  /** Where the hub's pages are, for links. */
  hubOrigin?: string | undefined;
  /** IANA name of the zone in which people read the time, besides UTC. */
  timeZone?: string | undefined;
}

/** Sends mail over SMTP. With bad settings it does not throw, and every `send` returns `terminal`. */
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
  const { transport, totalMs } = createSmtpTransport(options, settings.auth);
  const secrets = [options.user ?? '', options.pass ?? ''];

  return async (notification: Notification) => {
    try {
      const sent = await transport.sendMail({
        ...composeMail(notification, settings, mailContent(notification, brandName, options)),
        signal: AbortSignal.timeout(totalMs),
      });
      const warning = refusals(sent, secrets);
      return {
        outcome: 'delivered',
        receipt: cleanExcerpt(sent.response ?? '', secrets),
        ...(warning === null ? {} : { warning }),
      } as const;
    } catch (error) {
      return smtpFailureOutcome(error, secrets);
    }
  };
}

function composeMail(
  notification: Notification,
  { from, to }: MailSettings,
  content: MailContent,
): SendMailOptions {
  return {
    from,
    to,
    ...content,
    messageId: messageId(notification.id, from),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // Keeps Gmail from folding separate alerts into one conversation.
      'X-Entity-Ref-ID': clip(oneLine(notification.id), 200),
    },
  };
}

/** Names the recipients that the server refused while it took the message for others, and why; null when there is none. */
function refusals(sent: SentMail, secrets: readonly string[]): string | null {
  const refused = sent.rejected ?? [];
  if (refused.length === 0) return null;
  const [first] = sent.rejectedErrors ?? [];
  const all = refused.length + (sent.accepted?.length ?? 0);
  const reason = cleanExcerpt(first?.response ?? first?.message ?? '', secrets);
  const names = refused.map((one) => maskRecipients(typeof one === 'string' ? one : one.address));
  const counted = `${refused.length} of ${all} recipients refused: ${clip(names.join(', '), 200)}`;
  return reason === '' ? counted : `${counted} (${reason})`;
}

/** What nodemailer knows of a mail that at least one recipient gets. */
interface SentMail {
  response?: string;
  accepted?: readonly unknown[];
  rejected?: readonly (string | { address: string })[];
  rejectedErrors?: readonly (Error & { response?: string })[];
}
