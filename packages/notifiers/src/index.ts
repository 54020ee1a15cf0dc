export { type ApiAnswer, type ApiCall, ApiCallError, callApi } from './api-call.ts';
export {
  createEgressPolicy,
  EgressError,
  type EgressPolicy,
  type EgressPolicyOptions,
  type LookupAddresses,
  type ResolvedAddress,
  type VettedHost,
} from './egress.ts';
export { createEmailNotifier, type EmailNotifierOptions } from './email-notifier.ts';
export { createEventsNotifier, type EventsNotifierOptions, readWebhookSecrets } from './events-notifier.ts';
export { createHeartbeat, type Heartbeat } from './heartbeat.ts';
export { alertUrl, messageLinks, productUrl } from './links.ts';
export { alertEmail, digestEmail, type MailContent, testEmail } from './mail-message.ts';
export { areMailRecipients, isMailSender } from './mail-settings.ts';
export { createMailer, type Letter, type Mailer } from './mailer.ts';
export type {
  AlarmSubject,
  ChannelName,
  DeliveryOutcome,
  EventNotification,
  LowStockItem,
  Notification,
  Notifier,
  WebhookEvent,
} from './notification.ts';
export { type SlackBlock, type SlackPayload, slackPayload } from './slack-message.ts';
export { createSlackNotifier, type SlackNotifierOptions } from './slack-notifier.ts';
export type { MailTimeouts, SmtpServer } from './smtp-transport.ts';
export { alertText, DEFAULT_BRAND_NAME, digestHeadline, MAX_NAMED_ITEMS, testText } from './text.ts';
