import { itemLinks, type MessageLink, messageLinks, restockedLinks } from './links.ts';
import { type MailBody, mailHtml } from './mail-html.ts';
import type { LowStockItem, Notification } from './notification.ts';
import {
  alarmText,
  alarmTopic,
  alertText,
  digestHeadline,
  displayItem,
  leftOut,
  MAX_NAMED_ITEMS,
  oneLine,
  restockedHeadline,
  restockedText,
  selectionHeadline,
  testText,
} from './text.ts';

/** Subject and body of a mail; `text` has no final line break. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

/** How a mail is signed, and what it adds to the guide's words. */
interface Sender {
  brandName: string;
  /** Where the hub's pages are, for links. */
  hubOrigin?: string | undefined;
  /** IANA name of the zone in which people read the time, besides UTC. */
  timeZone?: string | undefined;
}

/** The parts of a mail that its kind decides; `text` is the same as the parts for HTML, in lines. */
interface Letter extends Omit<MailBody, 'salutation' | 'links' | 'signature'> {
  text: readonly string[];
}

/** The mail of the migration guide ("Alert Format"): subject and body are a contract to the letter. */
export function alertEmail(item: LowStockItem, brandName: string, occurredAt: Date): MailContent {
  return mailContent({ kind: 'alert', id: '', item, occurredAt }, brandName);
}

/** One mail for several items: the guide's sentence for each, in the given order. */
export function digestEmail(
  items: readonly LowStockItem[],
  brandName: string,
  occurredAt: Date,
): MailContent {
  return mailContent({ kind: 'digest', id: '', items, occurredAt }, brandName);
}

/** The mail that tests the mail settings. */
export function testEmail(brandName: string, occurredAt: Date): MailContent {
  return mailContent({ kind: 'test', id: '', occurredAt }, brandName);
}

/** The mail for any notification. The time in the hub's zone and links to its pages follow the guide's words. */
export function mailContent(
  notification: Notification,
  brandName: string,
  { hubOrigin, timeZone }: Omit<Sender, 'brandName'> = {},
): MailContent {
  const { text, ...letter } = letterOf(notification, { brandName, hubOrigin });
  const salutation = 'Dear Operations Team,';
  const signature = [
    oneLine(brandName),
    `Timestamp: ${notification.occurredAt.toISOString()}`,
    ...localTime(notification.occurredAt, timeZone),
  ];
  const links = messageLinks(notification, hubOrigin);
  const paragraphs = [
    salutation,
    letter.introduction,
    text.join('\n'),
    letter.request,
    ['---', ...signature].join('\n'),
    ...(links.length === 0 ? [] : [links.map(asLine).join('\n')]),
  ];
  return {
    subject: letter.subject,
    text: paragraphs.join('\n\n'),
    html: mailHtml({ ...letter, salutation, links, signature }),
  };
}

/** A line below the guide's last one, which has the time in UTC. */
function localTime(at: Date, timeZone: string | undefined): string[] {
  if (timeZone === undefined || timeZone === 'UTC') return [];
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return [`${local} in ${timeZone}`];
}

function letterOf(notification: Notification, sender: Sender): Letter {
  switch (notification.kind) {
    case 'alert':
      return alertLetter(notification.item);
    case 'digest': {
      const { items } = notification;
      return {
        subject: `Low Stock Alert: ${items.length} items`,
        introduction: 'This is an automated alert regarding low stock levels:',
        ...itemList(notification, sender),
        request: 'Please restock these items as soon as possible.',
      };
    }
    case 'restocked': {
      const { items } = notification;
      const [only, ...others] = items;
      const what =
        only !== undefined && others.length === 0 ? displayItem(only).sku : `${items.length} items`;
      return {
        subject: `Restocked: ${what}`,
        introduction: 'This is an automated message about stock levels:',
        ...itemList(notification, sender),
        request: 'You do not have to do anything.',
      };
    }
    case 'alarm':
      return alarmLetter(notification);
    case 'test': {
      const sentence = testText(sender.brandName);
      return {
        subject: `Test message from ${oneLine(sender.brandName)}`,
        introduction: 'This is an automated test of the email settings:',
        ...{ sentence, text: [sentence] },
        request: 'You do not have to do anything.',
      };
    }
  }
}

function alertLetter(item: LowStockItem): Letter {
  const { sku, name, stock, threshold } = displayItem(item);
  const facts = [
    ['Product', name],
    ['SKU', sku],
    ['Current Stock', `${stock} units`],
    ['Threshold', `${threshold} units`],
  ] as const;
  return {
    subject: `Low Stock Alert: ${sku}`,
    introduction: 'This is an automated alert regarding low stock levels:',
    ...{ facts, text: facts.map(([label, value]) => `${label}: ${value}`) },
    request: 'Please restock this item as soon as possible.',
  };
}

/** The mail about a problem of the hub. */
function alarmLetter(alarm: Notification & { kind: 'alarm' }): Letter {
  const sentence = alarmText(alarm);
  const { title, consequence } = alarmTopic(alarm.about);
  return {
    subject: title,
    introduction:
      alarm.about === undefined
        ? 'This is an automated message about the alerts themselves:'
        : 'This is an automated message about the hub itself:',
    ...{ sentence, text: [sentence] },
    request: consequence,
  };
}

/** The first items, most urgent first, each with its pages; then the number of those that are left out. */
function itemList(
  notification: Notification & { kind: 'digest' | 'restocked' },
  { hubOrigin }: Sender,
): Pick<Letter, 'text' | 'headline' | 'selection' | 'items' | 'left'> {
  const { kind, items } = notification;
  const [sentence, headline, linksOf] =
    kind === 'digest'
      ? ([alertText, digestHeadline(items.length), itemLinks] as const)
      : ([restockedText, restockedHeadline(items.length), restockedLinks] as const);
  const named = items.slice(0, MAX_NAMED_ITEMS).map((item) => ({ item, links: linksOf(item, hubOrigin) }));
  const leftCount = items.length - named.length;
  const selection = leftCount === 0 ? [] : [selectionHeadline(kind, named.length)];
  const words = leftOut(leftCount);
  const url = messageLinks(notification, hubOrigin)[0]?.url;
  const isLinked = hubOrigin !== undefined && items.length > 1;
  return {
    ...(items.length > 1 ? { headline } : {}),
    ...(leftCount === 0 ? {} : { selection: selectionHeadline(kind, named.length), left: { words, url } }),
    // The only item has its links below the message.
    items: named.map(({ item, links }) => ({ item, links: isLinked ? links : [] })),
    text: [
      ...(items.length > 1 ? [headline, ...selection, ''] : []),
      ...named.flatMap(({ item, links }) => [
        sentence(item),
        ...(isLinked ? [...links.map((link) => `   ${asLine(link)}`), ''] : []),
      ]),
      ...(leftCount === 0 ? [] : [url === undefined ? words : `${words}: ${url}`]),
    ].filter((line, place, lines) => line !== '' || place < lines.length - 1),
  };
}

function asLine({ label, url }: MessageLink): string {
  return `${label}: ${url}`;
}
