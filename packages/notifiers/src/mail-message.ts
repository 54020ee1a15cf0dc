import type { LowStockItem, Notification } from './notification.ts';
import { alertText, digestHeadline, displayItem, oneLine, testText } from './text.ts';

const MAX_DIGEST_LINES = 500;

/** The readable part of a mail; `text` has no final line break. */
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

/** One mail for several items: the guide's sentence per item, in the order given. */
export function digestEmail(
  items: readonly LowStockItem[],
  brandName: string,
  occurredAt: Date,
): MailContent {
  const shown = items.slice(0, MAX_DIGEST_LINES);
  const more = items.length > shown.length ? [`and ${items.length - shown.length} more`] : [];
  const head = ['SKU', 'Product', 'Stock', 'Threshold'].map((title) => `<th align="left">${title}</th>`);
  const rows = shown
    .map(displayItem)
    .map(({ sku, name, stock, threshold }) => [sku, name, String(stock), String(threshold)].map(cell));
  return letter({
    subject: `Low Stock Alert: ${items.length} items`,
    introduction: 'This is an automated alert regarding low stock levels:',
    text: [digestHeadline(items.length), '', ...shown.map(alertText), ...more],
    html: table([head, ...rows]) + more.map((line) => `<p>${line}</p>`).join(''),
    request: 'Please restock these items as soon as possible.',
    brandName,
    occurredAt,
  });
}

/** What a test of the mail settings sends. */
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

/** The mail for any notification. */
export function mailContent(notification: Notification, brandName: string): MailContent {
  switch (notification.kind) {
    case 'alert':
      return alertEmail(notification.item, brandName, notification.occurredAt);
    case 'digest':
      return digestEmail(notification.items, brandName, notification.occurredAt);
    case 'test':
      return testEmail(brandName, notification.occurredAt);
  }
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
