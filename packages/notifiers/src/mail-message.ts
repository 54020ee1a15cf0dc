import { type MessageLink, messageLinks } from './links.ts';
import type { LowStockItem, Notification } from './notification.ts';
import {
  alarmText,
  alarmTopic,
  alertText,
  digestHeadline,
  displayItem,
  oneLine,
  restockedHeadline,
  restockedText,
  testText,
} from './text.ts';

/** The most urgent ones: nobody reads a longer mail, and the hub's page has them all. */
const MAX_LIST_LINES = 50;

/** Subject and body of a mail; `text` has no final line break. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

/** The mail of the migration guide ("Alert Format"): subject and body are a contract to the letter. */
export function alertEmail(item: LowStockItem, brandName: string, occurredAt: Date): MailContent {
  const { sku, name, stock, threshold } = displayItem(item);
  const facts = [
    ['Product', name],
    ['SKU', sku],
    ['Current Stock', `${stock} units`],
    ['Threshold', `${threshold} units`],
  ] as const;
  return letter({
    subject: `Low Stock Alert: ${sku}`,
    introduction: 'This is an automated alert regarding low stock levels:',
    text: facts.map(([label, value]) => `${label}: ${value}`),
    html: table(facts.map(([label, value]) => [`<th align="left">${label}</th>`, cell(value)])),
    request: 'Please restock this item as soon as possible.',
    brandName,
    occurredAt,
  });
}

/** One mail for several items: the guide's sentence for each, in the given order. */
export function digestEmail(
  items: readonly LowStockItem[],
  brandName: string,
  occurredAt: Date,
): MailContent {
  return letter({
    subject: `Low Stock Alert: ${items.length} items`,
    introduction: 'This is an automated alert regarding low stock levels:',
    ...itemList(digestHeadline(items.length), alertText, items),
    request: 'Please restock these items as soon as possible.',
    brandName,
    occurredAt,
  });
}

/** The mail about restocked items. */
function restockedEmail(items: readonly LowStockItem[], brandName: string, occurredAt: Date): MailContent {
  const [only, ...others] = items;
  const what = only !== undefined && others.length === 0 ? displayItem(only).sku : `${items.length} items`;
  return letter({
    subject: `Restocked: ${what}`,
    introduction: 'This is an automated message regarding stock levels:',
    ...itemList(restockedHeadline(items.length), restockedText, items),
    request: 'There is nothing to do.',
    brandName,
    occurredAt,
  });
}

/** The mail about a problem of the hub. */
function alarmEmail(alarm: Notification & { kind: 'alarm' }, brandName: string): MailContent {
  const { about, occurredAt } = alarm;
  const sentence = alarmText(alarm);
  const { title, consequence } = alarmTopic(about);
  return letter({
    subject: title,
    introduction:
      about === undefined
        ? 'This is an automated message about the alerts themselves:'
        : 'This is an automated message about the hub itself:',
    text: [sentence],
    html: `<p>${escapeHtml(sentence)}</p>`,
    request: consequence,
    brandName,
    occurredAt,
  });
}

/** The mail that tests the mail settings. */
export function testEmail(brandName: string, occurredAt: Date): MailContent {
  const sentence = testText(brandName);
  return letter({
    subject: `Test message from ${oneLine(brandName)}`,
    introduction: 'This is an automated test of the mail settings:',
    text: [sentence],
    html: `<p>${escapeHtml(sentence)}</p>`,
    request: 'There is nothing to do.',
    brandName,
    occurredAt,
  });
}

/** The mail for any notification. The time in the hub's zone and links to its pages follow the guide's words. */
export function mailContent(
  notification: Notification,
  brandName: string,
  { hubOrigin, timeZone }: { hubOrigin?: string | undefined; timeZone?: string | undefined } = {},
): MailContent {
  const content = withLocalTime(contentOf(notification, brandName), notification.occurredAt, timeZone);
  return withLinks(content, messageLinks(notification, hubOrigin));
}

/** Adds a line below the guide's last one, which has the time in UTC. */
function withLocalTime(content: MailContent, at: Date, timeZone: string | undefined): MailContent {
  if (timeZone === undefined || timeZone === 'UTC') return content;
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  const line = `${local} in ${timeZone}`;
  return {
    ...content,
    text: `${content.text}\n${line}`,
    html: content.html.replace(/<\/p>$/, () => `<br>${escapeHtml(line)}</p>`),
  };
}

function withLinks(content: MailContent, links: readonly MessageLink[]): MailContent {
  if (links.length === 0) return content;
  const text = links.map(({ label, url }) => `${label}: ${url}`).join('\n');
  const html = links.map(({ label, url }) => `<a href="${escapeHtml(url)}">${label}</a>`).join(' · ');
  return { ...content, text: `${content.text}\n\n${text}`, html: `${content.html}\n<p>${html}</p>` };
}

function contentOf(notification: Notification, brandName: string): MailContent {
  switch (notification.kind) {
    case 'alert':
      return alertEmail(notification.item, brandName, notification.occurredAt);
    case 'digest':
      return digestEmail(notification.items, brandName, notification.occurredAt);
    case 'restocked':
      return restockedEmail(notification.items, brandName, notification.occurredAt);
    case 'alarm':
      return alarmEmail(notification, brandName);
    case 'test':
      return testEmail(brandName, notification.occurredAt);
  }
}

/** A sentence for each item, under a headline if there are several, and a table with the same content. */
function itemList(
  headline: string,
  sentence: (item: LowStockItem) => string,
  items: readonly LowStockItem[],
): Pick<Letter, 'text' | 'html'> {
  const shown = items.slice(0, MAX_LIST_LINES);
  const more = items.length > shown.length ? [`and ${items.length - shown.length} more`] : [];
  const head = ['SKU', 'Product', 'Stock', 'Threshold'].map((title) => `<th align="left">${title}</th>`);
  const rows = shown
    .map(displayItem)
    .map(({ sku, name, stock, threshold }) => [sku, name, String(stock), String(threshold)].map(cell));
  return {
    text: [...(items.length > 1 ? [headline, ''] : []), ...shown.map(sentence), ...more],
    html: table([head, ...rows]) + more.map((line) => `<p>${line}</p>`).join(''),
  };
}

interface Letter {
  subject: string;
  introduction: string;
  text: readonly string[];
  html: string;
  request: string;
  brandName: string;
  occurredAt: Date;
}

function letter({ subject, introduction, text, html, request, brandName, occurredAt }: Letter): MailContent {
  const salutation = 'Dear Operations Team,';
  const brand = oneLine(brandName);
  const timestamp = `Timestamp: ${occurredAt.toISOString()}`;
  const paragraphs = [salutation, introduction, text.join('\n'), request, `---\n${brand}\n${timestamp}`];
  return {
    subject,
    text: paragraphs.join('\n\n'),
    html: [
      `<p>${salutation}</p>`,
      `<p>${introduction}</p>`,
      html,
      `<p>${request}</p>`,
      `<hr><p>${escapeHtml(brand)}<br>${timestamp}</p>`,
    ].join('\n'),
  };
}

function table(rows: readonly (readonly string[])[]): string {
  return `<table cellpadding="4">\n${rows.map((row) => `<tr>${row.join('')}</tr>`).join('\n')}\n</table>`;
}

function cell(value: string): string {
  return `<td>${escapeHtml(value)}</td>`;
}

function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
