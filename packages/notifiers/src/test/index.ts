export { HOSTILE_HOSTS } from './hostile-hosts.ts';
export {
  type MailAnswerScript,
  type MailMessage,
  type MailSink,
  type MailSinkOptions,
  type MailStage,
  startMailSink,
} from './mail-sink.ts';
export { alarmOf, alertOf, digestOf, restockedOf, testOf, widget } from './notifications.ts';
export { describeNotifier, type NotifierHarness, type NotifierSubject } from './notifier-suite.ts';
export { type SlackAnswerScript, type SlackMessage, type SlackSink, startSlackSink } from './slack-sink.ts';
export { testCertificate } from './test-certificate.ts';
