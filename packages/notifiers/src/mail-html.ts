import type { MessageLink } from './links.ts';
import type { LowStockItem } from './notification.ts';
import { displayItem } from './text.ts';

/** What a mail shows, in this order. Texts are as they are written; here they become HTML. */
export interface MailBody {
  subject: string;
  salutation: string;
  introduction: string;
  /** Names and values about one thing. */
  facts?: readonly (readonly [string, string])[];
  headline?: string;
  /** The line above the items, where they are not all. */
  selection?: string;
  items?: readonly { item: LowStockItem; links: readonly MessageLink[] }[];
  /** About the items that are left out; a link if there is a page with them. */
  left?: { words: string; url: string | undefined };
  sentence?: string;
  request: string;
  /** Pages about the whole message: the first is the button. */
  links: readonly MessageLink[];
  signature: readonly string[];
}

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,monospace';

/** Names of 255 characters without a space, too, stay within the card. */
const WRAP = 'overflow-wrap:anywhere;word-break:break-word';

/**
 * Mail programs know little: tables for the layout, styles at each element. What is below only refines that: programs
 * with a dark theme that keep style sheets get ours instead of one that they guess.
 */
const STYLES = `:root{color-scheme:light dark;supported-color-schemes:light dark}
a{text-underline-offset:3px}
@media (max-width:480px){.pad{padding:20px 18px !important}}
@media (prefers-color-scheme:dark){
.page{background:#15191c !important}
.card{background:#1e2428 !important;border-color:#343d43 !important}
.ink{color:#e9edef !important}
.dim{color:#a7b3b9 !important}
.rule{border-color:#343d43 !important}
.link{color:#76bcc1 !important}
.out{color:#ff9c8f !important}
.button{background:#2f959c !important;color:#0b1113 !important}
}`;

const INK = '#20282d';
const DIM = '#5f6d74';
const RULE = '#e2e7e9';
const LINK = '#0a5a60';
const OUT = '#b3261e';

/** Returns a whole HTML document. */
export function mailHtml(body: MailBody): string {
  const parts = [
    paragraph(body.salutation),
    paragraph(body.introduction),
    ...(body.sentence === undefined ? [] : [paragraph(body.sentence, 'font-weight:600')]),
    ...(body.headline === undefined ? [] : [paragraph(body.headline, 'font-size:18px;font-weight:600')]),
    ...(body.selection === undefined ? [] : [paragraph(body.selection, `color:${DIM}`, 'dim')]),
    ...(body.facts === undefined ? [] : [factTable(body.facts)]),
    ...(body.items === undefined ? [] : [itemTable(body.items)]),
    ...(body.left === undefined ? [] : [leftLine(body.left)]),
    paragraph(body.request),
    ...(body.links.length === 0 ? [] : [buttons(body.links)]),
    signature(body.signature),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(body.subject)}</title>
<style>
${STYLES}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f6f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f6f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border:1px solid ${RULE};border-radius:10px;table-layout:fixed"><tr><td class="pad ink" align="left" style="padding:28px 32px;font:15px/1.55 ${FONT};color:${INK};${WRAP}">
${parts.join('\n')}
</td></tr></table>
</td></tr></table>
</body>
</html>`;
}

function paragraph(text: string, style = '', name = 'ink'): string {
  return `<p class="${name}" style="margin:0 0 14px;${style}">${escapeHtml(text)}</p>`;
}

function factTable(facts: readonly (readonly [string, string])[]): string {
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th class="dim rule" align="left" valign="top" style="width:34%;padding:9px 12px 9px 0;border-top:1px solid ${RULE};font-weight:400;color:${DIM}">${escapeHtml(name)}</th>` +
      `<td class="ink rule" align="left" valign="top" style="padding:9px 0;border-top:1px solid ${RULE};font-weight:600;${WRAP}"><bdi>${escapeHtml(value)}</bdi></td></tr>`,
  );
  return listTable(rows);
}

function itemTable(items: NonNullable<MailBody['items']>): string {
  const head = `<tr><th class="dim" scope="col" align="left" style="padding:0 12px 6px 0;font-size:13px;font-weight:400;color:${DIM}">Product</th><th class="dim" scope="col" align="right" style="width:104px;padding:0 0 6px;font-size:13px;font-weight:400;color:${DIM}">Stock / Threshold</th></tr>`;
  return listTable([head, ...items.map(itemRow)]);
}

function itemRow({ item, links }: NonNullable<MailBody['items']>[number]): string {
  const { sku, name, stock, threshold } = displayItem(item);
  const pages = links.map((link) => textLink(link)).join(' &nbsp; ');
  const [color, mark] = stock <= 0 ? [OUT, 'out'] : [INK, 'ink'];
  return (
    `<tr><td class="ink rule" align="left" valign="top" style="padding:12px 12px 12px 0;border-top:1px solid ${RULE};${WRAP}">` +
    `<bdi style="font-weight:600">${escapeHtml(name)}</bdi><br>` +
    `<bdi class="dim" style="font:13px/1.6 ${MONO};color:${DIM}">${escapeHtml(sku)}</bdi>` +
    `${pages === '' ? '' : `<div style="padding-top:4px;font-size:13px">${pages}</div>`}</td>` +
    `<td class="ink rule" align="right" valign="top" style="padding:12px 0;border-top:1px solid ${RULE};white-space:nowrap">` +
    `<strong class="${mark}" style="color:${color}">${stock}</strong> <span class="dim" style="color:${DIM}">/ ${threshold}</span></td></tr>`
  );
}

function listTable(rows: readonly string[]): string {
  return `<table width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px;table-layout:fixed;border-collapse:collapse">\n${rows.join('\n')}\n</table>`;
}

function leftLine({ words, url }: NonNullable<MailBody['left']>): string {
  const line = url === undefined ? escapeHtml(words) : textLink({ label: words, url });
  return `<p class="ink" style="margin:0 0 16px">${line}</p>`;
}

function buttons([first, ...others]: readonly MessageLink[]): string {
  if (first === undefined) return '';
  const button = `<a class="button" href="${escapeHtml(first.url)}" style="display:inline-block;margin:0 14px 8px 0;padding:9px 18px;border-radius:7px;background:${LINK};color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(first.label)}</a>`;
  return `<p style="margin:4px 0 12px">${[button, ...others.map((link) => textLink(link, 'margin-right:14px'))].join('')}</p>`;
}

function textLink({ label, url }: MessageLink, style = ''): string {
  return `<a class="link" href="${escapeHtml(url)}" style="color:${LINK};${style}">${escapeHtml(label)}</a>`;
}

function signature(lines: readonly string[]): string {
  return `<p class="dim rule" style="margin:18px 0 0;padding-top:14px;border-top:1px solid ${RULE};font-size:13px;color:${DIM}">${lines.map(escapeHtml).join('<br>')}</p>`;
}

function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
