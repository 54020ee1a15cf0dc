import { randomUUID } from 'node:crypto';
import { messageId, readMailSettings } from './mail-settings.ts';
import { smtpFailureOutcome } from './smtp-outcome.ts';
import { createSmtpTransport, type SmtpServer } from './smtp-transport.ts';
import { oneLine } from './text.ts';

export interface Letter {
  to: string;
  subject: string;
  text: string;
}

/** Sends mail to one person, such as an invitation or a link for a new password. */
export interface Mailer {
  /** Sends a letter. Returns why it failed, without secrets, or null when the server accepted it. */
  send(letter: Letter): Promise<string | null>;
}

/** Sends letters over SMTP, from the address that alerts come from. */
export function createMailer(options: SmtpServer & { from: string }): Mailer {
  return {
    async send({ to, subject, text }) {
      const settings = readMailSettings({ ...options, to });
      if ('problem' in settings) return `mail settings: ${settings.problem}`;
      const { transport, totalMs } = createSmtpTransport(options, settings.auth);
      try {
        await transport.sendMail({
          from: settings.from,
          to: settings.to,
          subject: oneLine(subject),
          text,
          messageId: messageId(randomUUID(), settings.from),
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.timeout(totalMs),
        });
        return null;
      } catch (error) {
        const outcome = smtpFailureOutcome(error, [options.user ?? '', options.pass ?? '']);
        return outcome.outcome === 'delivered' ? null : outcome.reason;
      }
    },
  };
}
