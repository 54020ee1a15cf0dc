import {
  type ChannelName,
  createEmailNotifier,
  createEventsNotifier,
  createMailer,
  createSlackNotifier,
  type EgressPolicy,
  type Mailer,
  type Notification,
  type Notifier,
  readWebhookSecrets,
  type SmtpServer,
} from '@dreamteamhub/notifiers';
import type { Env } from '../../platform/env.ts';
import { toHubEvent } from './hub-event.ts';

/** Returns the mail server that the environment sets up. */
function smtpServer(env: Env, egress: EgressPolicy): (SmtpServer & { from: string }) | null {
  if (env.SMTP_HOST === undefined || env.MAIL_FROM === undefined) return null;
  return {
    host: env.SMTP_HOST,
    port: env.SMTP_PORT,
    ...(env.SMTP_USER === undefined ? {} : { user: env.SMTP_USER, pass: env.SMTP_PASS ?? '' }),
    from: env.MAIL_FROM,
    egress,
  };
}

/** Returns what sends mail to people on the team, from the sender of alerts; null without a mail server. */
export function createMailSender(env: Env, egress: EgressPolicy): Mailer['send'] | null {
  const server = smtpServer(env, egress);
  return server === null ? null : createMailer(server).send;
}

/** Creates the channels that the environment sets up. */
export function createNotifiers(env: Env, egress: EgressPolicy): Notifier[] {
  const brandName = env.BRAND_NAME;
  const hubOrigin = env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL).origin;
  const notifiers: Partial<Record<ChannelName, Notifier>> = {};
  if (env.SLACK_WEBHOOK_URL !== undefined) {
    notifiers.webhook = createSlackNotifier({
      webhookUrl: env.SLACK_WEBHOOK_URL,
      brandName,
      hubOrigin,
      egress,
    });
  }
  const server = smtpServer(env, egress);
  if (server !== null && env.EMAIL_TO !== undefined) {
    const timeZone = env.TIME_ZONE;
    notifiers.email = createEmailNotifier({ ...server, to: env.EMAIL_TO, brandName, hubOrigin, timeZone });
  }
  const secrets = readWebhookSecrets(env.EVENTS_WEBHOOK_SECRET ?? '');
  if (env.EVENTS_WEBHOOK_URL !== undefined && secrets !== null) {
    const url = env.EVENTS_WEBHOOK_URL;
    const toEvent = (notification: Notification) => toHubEvent(notification, hubOrigin);
    notifiers.events = createEventsNotifier({ url, secrets, toEvent, egress });
  }
  return Object.values(notifiers);
}
