import { messageLinks } from './links.ts';
import type { LowStockItem, Notification } from './notification.ts';
import {
  alarmText,
  alertText,
  clip,
  digestHeadline,
  oneLine,
  restockedHeadline,
  restockedText,
  testText,
} from './text.ts';

// Slack refuses a message with a longer section (3,000) or more than 50 blocks, and advises at most 4,000
// characters of `text`: https://docs.slack.dev/reference/block-kit/blocks/section-block
const MAX_SECTION_LENGTH = 3_000;
const MAX_LIST_LINES = 20;
const MAX_LIST_LENGTH = 3_800;

type SlackText =
  /** Shown as it is written, letter for letter: no formatting, no mentions, nothing to escape. */
  | { type: 'plain_text'; text: string; emoji: false }
  /** For links alone. `verbatim` keeps Slack from adding links and mentions by itself. */
  | { type: 'mrkdwn'; text: string; verbatim: true };

export type SlackBlock =
  | { type: 'section'; text: SlackText }
  | { type: 'context'; elements: readonly SlackText[] };

export interface SlackPayload {
  text: string;
  /** `*`, `_` and `~` in a product's name are no formatting. */
  mrkdwn: false;
  blocks: readonly SlackBlock[];
}

/** Escapes Slack's three control characters; otherwise `<!channel>` in a product name would ping everyone. */
function escapeSlack(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Returns the webhook body: `text` (for an alert exactly the guide's sentence), and blocks with the same content that end
 * with links to the hub's pages, the brand, the time and the alert's id.
 */
export function slackPayload(
  notification: Notification,
  brandName: string,
  hubOrigin?: string,
): SlackPayload {
  const lines = messageLines(notification, brandName);
  const links = messageLinks(notification, hubOrigin).map(({ label, url }) =>
    mrkdwn(`<${escapeSlack(url)}|${label}>`),
  );
  const footer = [
    oneLine(brandName),
    notification.occurredAt.toISOString(),
    `id ${oneLine(notification.id)}`,
  ];
  return {
    text: escapeSlack(lines.join('\n')),
    mrkdwn: false,
    blocks: [
      ...packSections(lines).map((text): SlackBlock => ({ type: 'section', text: plain(text) })),
      { type: 'context', elements: [...links, ...footer.map((part) => plain(clip(part, 200)))] },
    ],
  };
}

function messageLines(notification: Notification, brandName: string): string[] {
  switch (notification.kind) {
    case 'alert':
      return [alertText(notification.item)];
    case 'digest':
      return listLines(digestHeadline, alertText, notification.items);
    case 'restocked': {
      const [only, ...others] = notification.items;
      return only !== undefined && others.length === 0
        ? [restockedText(only)]
        : listLines(restockedHeadline, restockedText, notification.items);
    }
    case 'alarm':
      return [alarmText(notification)];
    case 'test':
      return [testText(clip(brandName, 200))];
  }
}

/** A headline, a sentence for each item as far as there is room, and the number of items left out. */
function listLines(
  headline: (count: number) => string,
  sentence: (item: LowStockItem) => string,
  items: readonly LowStockItem[],
): string[] {
  const lines: string[] = [];
  let length = 0;
  for (const item of items.slice(0, MAX_LIST_LINES)) {
    const line = sentence(item);
    length += escapeSlack(line).length + 1;
    if (length > MAX_LIST_LENGTH) break;
    lines.push(line);
  }
  const left = items.length - lines.length;
  return [headline(items.length), ...lines, ...(left > 0 ? [`and ${left} more`] : [])];
}

/** Joins lines into as few sections as Slack's limit allows; a single line always fits. */
function packSections(lines: readonly string[]): string[] {
  const sections: string[] = [];
  for (const line of lines) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MAX_SECTION_LENGTH) {
      sections[sections.length - 1] = `${last}\n${line}`;
    } else {
      sections.push(line);
    }
  }
  return sections;
}

function plain(text: string): SlackText {
  return { type: 'plain_text', text, emoji: false };
}

function mrkdwn(text: string): SlackText {
  return { type: 'mrkdwn', text, verbatim: true };
}
