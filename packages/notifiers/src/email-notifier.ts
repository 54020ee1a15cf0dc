import type { SendMailOptions } from 'nodemailer';
import { mailContent } from './mail-message.ts';
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
        ...composeMail(notification, settings, brandName),
        signal: AbortSignal.timeout(totalMs),
      });
      return { outcome: 'delivered', receipt: receiptOf(sent, secrets) } as const;
    } catch (error) {
      return smtpFailureOutcome(error, secrets);
    }
  };
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
