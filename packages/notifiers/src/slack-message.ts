import { itemLinks, type MessageLink, messageLinks, restockedLinks } from './links.ts';
import type { LowStockItem, Notification } from './notification.ts';
import {
  alarmText,
  alertText,
  clip,
  digestHeadline,
  leftOut,
  MAX_NAMED_ITEMS,
  oneLine,
  restockedHeadline,
  restockedText,
  testText,
} from './text.ts';

// Slack refuses a message with a longer section (3,000) or more than 50 blocks, and advises at most 4,000
// characters of `text`: https://docs.slack.dev/reference/block-kit/blocks/section-block
const MAX_SECTION_LENGTH = 3_000;
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
  const parts = messageParts(notification, brandName, hubOrigin);
  const footer = [
    oneLine(brandName),
    notification.occurredAt.toISOString(),
    `id ${oneLine(notification.id)}`,
  ];
  return {
    text: escapeSlack(parts.map(({ line }) => line).join('\n')),
    mrkdwn: false,
    blocks: [
      ...toBlocks(parts),
      {
        type: 'context',
        elements: [
          ...messageLinks(notification, hubOrigin).map(toLink),
          ...footer.map((part) => plain(clip(part, 200))),
        ],
      },
    ],
  };
}

/** A line of the message, and the pages about what it says. */
interface Part {
  line: string;
  links?: readonly MessageLink[];
}

function messageParts(notification: Notification, brandName: string, hubOrigin: string | undefined): Part[] {
  switch (notification.kind) {
    case 'alert':
      return [{ line: alertText(notification.item) }];
    case 'digest':
      return listParts(notification.items, {
        ...{ headline: digestHeadline, sentence: alertText },
        linksOf: (item) => itemLinks(item, hubOrigin),
      });
    case 'restocked': {
      const [only, ...others] = notification.items;
      if (only !== undefined && others.length === 0) return [{ line: restockedText(only) }];
      return listParts(notification.items, {
        ...{ headline: restockedHeadline, sentence: restockedText },
        linksOf: (item) => restockedLinks(item, hubOrigin),
      });
    }
    case 'alarm':
      return [{ line: alarmText(notification) }];
    case 'test':
      return [{ line: testText(clip(brandName, 200)) }];
  }
}

/** A headline, a sentence for each of the first items as far as there is room, and the number of items left out. */
function listParts(
  items: readonly LowStockItem[],
  words: {
    headline: (count: number) => string;
    sentence: (item: LowStockItem) => string;
    linksOf: (item: LowStockItem) => MessageLink[];
  },
): Part[] {
  const parts: Part[] = [];
  let length = 0;
  for (const item of items.slice(0, MAX_NAMED_ITEMS)) {
    const line = words.sentence(item);
    length += escapeSlack(line).length + 1;
    if (length > MAX_LIST_LENGTH) break;
    parts.push({ line, links: words.linksOf(item) });
  }
  const left = items.length - parts.length;
  return [{ line: words.headline(items.length) }, ...parts, ...(left > 0 ? [{ line: leftOut(left) }] : [])];
}

/** Lines in as few sections as possible; under a line with links, these. */
function toBlocks(parts: readonly Part[]): SlackBlock[] {
  const blocks: SlackBlock[] = [];
  let lines: string[] = [];
  const endSection = () => {
    blocks.push(...packSections(lines).map((text): SlackBlock => ({ type: 'section', text: plain(text) })));
    lines = [];
  };
  for (const { line, links = [] } of parts) {
    lines.push(line);
    if (links.length === 0) continue;
    endSection();
    blocks.push({ type: 'context', elements: links.map(toLink) });
  }
  endSection();
  return blocks;
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

function toLink({ label, url }: MessageLink): SlackText {
  return { type: 'mrkdwn', text: `<${escapeSlack(url)}|${label}>`, verbatim: true };
}
