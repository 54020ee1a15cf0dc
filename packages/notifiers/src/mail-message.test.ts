import { describe, expect, it } from 'vitest';
import { alertEmail, digestEmail, mailContent, testEmail } from './mail-message.ts';
import type { Notification } from './notification.ts';
import { alarmOf, alertOf, digestOf, restockedOf, testOf, widget } from './test/notifications.ts';
import { DEFAULT_BRAND_NAME } from './text.ts';

const at = new Date('2025-11-06T20:00:00.000Z');

describe('mails', () => {
  it("writes an alert in the guide's exact words", () => {
    const mail = alertEmail(widget, DEFAULT_BRAND_NAME, at);
    expect(mail.subject).toBe('Low Stock Alert: WIDGET-PRO-001');
    expect(mail.text).toBe(`Dear Operations Team,

This is an automated alert regarding low stock levels:

Product: Widget Pro 2025
SKU: WIDGET-PRO-001
Current Stock: 18 units
Threshold: 20 units

Please restock this item as soon as possible.

---
Dream Team Hub Operations
Timestamp: 2025-11-06T20:00:00.000Z`);
    expect(mail.html).toContain('<bdi>Widget Pro 2025</bdi>');
  });

  it('lists every item of a digest', () => {
    const notification = digestOf(3);
    const mail = mailContent(notification, 'Shop');
    expect(mail.subject).toBe('Low Stock Alert: 3 items');
    expect(mail.text).toBe(`Dear Operations Team,

This is an automated alert regarding low stock levels:

⚠️ Low stock: 3 items are below their threshold

⚠️ Low Stock Alert: SKU-1 (Widget Pro 2025) - Stock: 0 / Threshold: 20
⚠️ Low Stock Alert: SKU-2 (Widget Pro 2025) - Stock: 1 / Threshold: 20
⚠️ Low Stock Alert: SKU-3 (Widget Pro 2025) - Stock: 2 / Threshold: 20

Please restock these items as soon as possible.

---
Shop
Timestamp: 2025-11-06T20:00:00.000Z`);
  });

  it.each([
    [10, 10, undefined],
    [11, 10, 'and 1 more'],
    [420, 10, 'and 410 more'],
  ])('lists of %i items %i', (count, shown, more) => {
    const items = Array.from({ length: count }, () => widget);
    const mail = digestEmail(items, 'Shop', at);
    expect(mail.text.split('\n').filter((line) => line.includes('WIDGET'))).toHaveLength(shown);
    expect(mail.html.match(/>WIDGET/g)).toHaveLength(shown);
    for (const body of [mail.text, mail.html]) {
      if (more === undefined) expect(body).not.toContain(' more');
      else expect(body).toContain(more);
    }
  });

  it('adds links to the hub’s pages after the guide’s words', () => {
    const alert = alertOf({ sku: 'A/B "1"', episodeId: 'e-1' });
    const plain = mailContent(alert, 'Shop');
    const linked = mailContent(alert, 'Shop', { hubOrigin: 'https://hub.example' });
    expect(linked.subject).toBe(plain.subject);
    expect(linked.text).toBe(
      `${plain.text}\n\nAlert: https://hub.example/alerts/e-1
Product: https://hub.example/inventory/A%2FB%20%221%22
Mute: https://hub.example/alerts/mutes?mute=A%2FB%20%221%22`,
    );
    expect(linked.html).toMatch(
      /<a class="button" href="https:\/\/hub\.example\/alerts\/e-1"[^>]*>Alert<\/a>/,
    );
    const text = (notification: Notification) =>
      mailContent(notification, 'Shop', { hubOrigin: 'https://hub.example' }).text;
    expect(text(restockedOf(1))).toContain('\n\nProduct: https://hub.example/inventory/SKU-1');
    expect(text(restockedOf(1))).not.toContain('mute');
    expect(text(restockedOf(2))).toContain('/alerts?status=resolved');
    expect(text(alarmOf())).toContain('https://hub.example/ops/settings');
    expect(mailContent(testOf(), 'Shop', { hubOrigin: 'https://hub.example' })).toEqual(
      mailContent(testOf(), 'Shop'),
    );
  });

  it('begins a long digest with the ten most urgent, each with its pages, and counts the rest', () => {
    const { text, html } = mailContent(digestOf(420, { episodeId: 'e-1' }), 'Shop', {
      hubOrigin: 'https://hub.example',
    });
    expect(text).toContain(`
⚠️ Low stock: 420 items are below their threshold
The 10 most urgent:

⚠️ Low Stock Alert: SKU-1 (Widget Pro 2025) - Stock: 0 / Threshold: 20
   Alert: https://hub.example/alerts/e-1
   Product: https://hub.example/inventory/SKU-1
   Mute: https://hub.example/alerts/mutes?mute=SKU-1

⚠️ Low Stock Alert: SKU-2 `);
    expect(text).toContain('\n\nand 410 more: https://hub.example/alerts\n\n');
    expect(text.endsWith('\n\nAll alerts: https://hub.example/alerts')).toBe(true);
    expect(text).not.toContain('SKU-11');
    expect(html.match(/href="https:\/\/hub\.example\/alerts\/e-1"/g)).toHaveLength(10);
    expect(html).toMatch(/<a [^>]*href="https:\/\/hub\.example\/alerts"[^>]*>and 410 more<\/a>/);
  });

  it('has no links where nobody said where the hub’s pages are', () => {
    for (const notification of [alertOf({ episodeId: 'e-1' }), digestOf(20), restockedOf(2), alarmOf()]) {
      const { text, html } = mailContent(notification, 'Shop');
      expect(text).not.toMatch(/https?:|undefined/);
      expect(html).not.toMatch(/<a |undefined/);
    }
  });

  it.each(['.', '..', 'import', '~x'])('leads to the product with the SKU %j, which is no address', (sku) => {
    const { text } = mailContent(alertOf({ sku }), 'Shop', { hubOrigin: 'https://hub.example' });
    expect(text).toContain(`Product: https://hub.example/inventory/${encodeURIComponent(`~${sku}`)}\n`);
  });

  it('tells a full disk from a broken channel', () => {
    const disk = mailContent({ ...alarmOf('5 MiB are free'), about: 'disk' } as Notification, 'Shop');
    expect(disk.subject).toBe('Disk space');
    expect(disk.text).toContain('🚨 Disk space: 5 MiB are free');
    expect(disk.text).not.toContain('low stock may go unnoticed');
  });

  it('writes one restock as a sentence, several as a list', () => {
    const one = mailContent(restockedOf(1), 'Shop');
    expect(one.subject).toBe('Restocked: SKU-1');
    expect(one.text).toContain('\n\n✅ Restocked: SKU-1 (Widget Pro 2025) - Stock: 60 / Threshold: 20\n\n');
    const several = mailContent(restockedOf(3), 'Shop');
    expect(several.subject).toBe('Restocked: 3 items');
    expect(several.text).toContain('✅ Restocked: 3 items are above their threshold again');
  });

  it('reports a problem with the alerting', () => {
    const mail = mailContent(alarmOf('the channel <webhook>\nwas refused'), 'Shop');
    expect(mail.subject).toBe('Alerting problem');
    expect(mail.text).toContain('🚨 Alerting problem: the channel <webhook> was refused');
    expect(mail.html).toContain('&lt;webhook&gt;');
  });

  it('names the sender of a test', () => {
    const mail = testEmail('Shop', at);
    expect(mail.subject).toBe('Test message from Shop');
    expect(mail.text).toContain('✅ This is a test message from Shop. Low stock alerts will arrive here.');
    expect(mail.text).toMatch(/\n---\nShop\nTimestamp: 2025-11-06T20:00:00\.000Z$/);
  });

  it('has the time in the zone of its readers below the guide’s line, and above the links', () => {
    const options = { hubOrigin: 'https://hub.example', timeZone: 'Asia/Tokyo' };
    const { text, html } = mailContent(digestOf(2), 'Shop', options);
    expect(text).toMatch(
      /\n---\nShop\nTimestamp: 2025-11-06T20:00:00\.000Z\nFri, 7 Nov 2025, 05:00 in Asia\/Tokyo\n\n/,
    );
    expect(html).toMatch(
      /Timestamp: 2025-11-06T20:00:00\.000Z<br>Fri, 7 Nov 2025, 05:00 in Asia\/Tokyo<\/p>/,
    );
    expect(mailContent(testOf(), 'Shop', { timeZone: 'UTC' })).toEqual(testEmail('Shop', at));
  });

  it('keeps line breaks out of the subject and forged lines out of the body', () => {
    const mail = alertEmail(
      { ...widget, sku: 'A\r\nBcc: evil@example.com', name: 'Widget\nThreshold: 0 units' },
      'Shop\r\nX',
      at,
    );
    expect(mail.subject).toBe('Low Stock Alert: A Bcc: evil@example.com');
    expect(mail.text.split('\n').filter((line) => line.startsWith('Threshold:'))).toEqual([
      'Threshold: 20 units',
    ]);
    expect(mail.text).toContain('---\nShop X\nTimestamp');
  });

  it.each(['alert', 'digest'])('escapes HTML in the %s', (kind) => {
    const item = { ...widget, name: `<img src=x onerror="alert('1')">&`, sku: '</td><script>' };
    const { html } = kind === 'alert' ? alertEmail(item, '<b>', at) : digestEmail([item, item], '<b>', at);
    expect(html).toMatch(/<bdi[^>]*>&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;<\/bdi>/);
    expect(html).not.toMatch(/<(img|script|b)\b/);
  });
});
