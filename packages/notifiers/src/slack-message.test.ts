import { describe, expect, it } from 'vitest';
import { slackPayload } from './slack-message.ts';
import { alarmOf, alertOf, digestOf, restockedOf, testOf, widget } from './test/notifications.ts';
import { alertText, DEFAULT_BRAND_NAME } from './text.ts';

const brand = DEFAULT_BRAND_NAME;

describe('Slack messages', () => {
  it("writes an alert in the guide's exact words", () => {
    const sentence = '⚠️ Low Stock Alert: WIDGET-PRO-001 (Widget Pro 2025) - Stock: 18 / Threshold: 20';
    expect(alertText(widget)).toBe(sentence);
    expect(slackPayload(alertOf({}, 'a-1'), brand)).toEqual({
      text: sentence,
      mrkdwn: false,
      blocks: [
        { type: 'section', text: { type: 'plain_text', text: sentence, emoji: false } },
        {
          type: 'context',
          elements: [
            { type: 'plain_text', text: 'Dream Team Hub Operations', emoji: false },
            { type: 'plain_text', text: '2025-11-06T20:00:00.000Z', emoji: false },
            { type: 'plain_text', text: 'id a-1', emoji: false },
          ],
        },
      ],
    });
  });

  it("writes a digest as a headline and the guide's sentences", () => {
    expect(slackPayload(digestOf(2), brand).text).toBe(
      [
        '⚠️ Low stock: 2 items are below their threshold',
        '⚠️ Low Stock Alert: SKU-1 (Widget Pro 2025) - Stock: 0 / Threshold: 20',
        '⚠️ Low Stock Alert: SKU-2 (Widget Pro 2025) - Stock: 1 / Threshold: 20',
      ].join('\n'),
    );
  });

  it('writes one restock as a sentence, several as a list', () => {
    expect(slackPayload(restockedOf(1), brand).text).toBe(
      '✅ Restocked: SKU-1 (Widget Pro 2025) - Stock: 60 / Threshold: 20',
    );
    const lines = slackPayload(restockedOf(30), brand).text.split('\n');
    expect(lines[0]).toBe('✅ Restocked: 30 items are above their threshold again');
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('and 20 more');
  });

  it('reports a problem with the alerting, without pinging anyone', () => {
    expect(slackPayload(alarmOf('the channel <!here> was refused\nHTTP 404'), brand).text).toBe(
      '🚨 Alerting problem: the channel &lt;!here&gt; was refused HTTP 404',
    );
  });

  it('names the sender of a test', () => {
    expect(slackPayload(testOf(), 'Shop & Co').text).toBe(
      '✅ This is a test message from Shop &amp; Co. Low stock alerts will arrive here.',
    );
  });

  it('shows at most 10 items and counts the rest', () => {
    const lines = slackPayload(digestOf(23), brand).text.split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[10]).toContain('SKU-10 ');
    expect(lines[11]).toBe('and 13 more');
    expect(slackPayload(digestOf(10), brand).text).not.toContain('more');
  });

  it.each([
    digestOf(5_000),
    digestOf(5_000, { name: '&'.repeat(500), sku: '<'.repeat(500) }),
    digestOf(40, { name: 'n'.repeat(280) }),
    alertOf({ name: '&'.repeat(9_000), sku: '&'.repeat(9_000) }),
  ])("stays within Slack's limits and loses no item from the count", (notification) => {
    const { text, blocks } = slackPayload(notification, '&'.repeat(9_000));
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3_000);
    }
    expect(JSON.stringify({ text, blocks }).length).toBeLessThan(13_000);
    if (notification.kind === 'digest') {
      const lines = text.split('\n');
      const more = Number(/^and (\d+) more$/.exec(lines.at(-1) ?? '')?.[1]);
      expect(lines.length - 2 + more).toBe(notification.items.length);
    }
  });

  it.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<https://evil.example|Widget>', '&lt;https://evil.example|Widget&gt;'],
    ['<@U012345>', '&lt;@U012345&gt;'],
    ['A & B', 'A &amp; B'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['line\r\nbreak\u2028and', 'line break and'],
    ['\u202eevil', 'evil'],
  ])('disarms %j in a product name', (name, shown) => {
    const payload = slackPayload(alertOf({ name, sku: name }), brand);
    expect(payload.text).toBe(`⚠️ Low Stock Alert: ${shown} (${shown}) - Stock: 18 / Threshold: 20`);
    expect(payload.text).not.toMatch(/<[!@h]/);
    // Slack reads neither mentions nor links in these.
    expect(JSON.stringify(payload.blocks)).not.toContain('"mrkdwn"');
  });

  it.each(['*b* _i_ ~s~', '`code`', '>quote', ':tada:', '* list', '<b>&amp;'])(
    'shows %j as it is written',
    (name) => {
      const { blocks, mrkdwn } = slackPayload(alertOf({ name }), brand);
      expect(mrkdwn).toBe(false);
      expect(blocks[0]).toEqual({
        type: 'section',
        text: { type: 'plain_text', emoji: false, text: alertText({ ...widget, name }) },
      });
    },
  );

  it('leads to the alert and the product, after the guide’s words', () => {
    const plain = slackPayload(alertOf({ sku: 'A&B <1>' }, 'a-1'), brand);
    const linked = slackPayload(
      alertOf({ sku: 'A&B <1>', episodeId: 'e-1' }, 'a-1'),
      brand,
      'https://hub.example',
    );
    expect(linked.text).toBe(plain.text);
    expect(linked.blocks[0]).toEqual(plain.blocks[0]);
    const [, context] = linked.blocks;
    expect(context?.type === 'context' && context.elements.slice(0, 3).map(({ text }) => text)).toEqual([
      '<https://hub.example/alerts/e-1|Alert>',
      '<https://hub.example/inventory/A%26B%20%3C1%3E|Product>',
      '<https://hub.example/alerts/mutes?mute=A%26B%20%3C1%3E|Mute>',
    ]);
    const [link] = slackPayload(digestOf(30), brand, 'https://hub.example').blocks.slice(-1);
    expect(JSON.stringify(link)).toContain('<https://hub.example/alerts|All alerts>');
  });

  it('has its pages under each of the ten most urgent, within Slack’s limits', () => {
    const name = 'متجر '.repeat(60);
    const { blocks } = slackPayload(digestOf(30, { name, episodeId: 'e-1' }), brand, 'https://hub.example');
    const links = blocks.filter(({ type }) => type === 'context').map((block) => JSON.stringify(block));
    expect(links).toHaveLength(11);
    expect(links[0]).toContain('<https://hub.example/alerts/e-1|Alert>');
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks[0]).toMatchObject({ text: { text: expect.stringContaining('SKU-1 (') } });
    expect(JSON.stringify(blocks.at(-2))).toContain('and 20 more');
  });

  it('never cuts through a surrogate pair', () => {
    const { text } = slackPayload(alertOf({ name: `${'n'.repeat(298)}😀tail` }), brand);
    expect(text).not.toMatch(/\p{Cs}/u);
    expect(text).toContain(`${'n'.repeat(298)}…)`);
  });
});
