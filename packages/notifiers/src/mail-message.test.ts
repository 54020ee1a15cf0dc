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
    expect(mail.html).toContain('<td>Widget Pro 2025</td>');
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
    [50, 50, undefined],
    [420, 50, 'and 370 more'],
  ])('lists of %i items %i', (count, shown, more) => {
    const items = Array.from({ length: count }, () => widget);
    const mail = digestEmail(items, 'Shop', at);
    expect(mail.text.split('\n').filter((line) => line.includes('WIDGET'))).toHaveLength(shown);
    expect(mail.html.match(/<td>WIDGET/g)).toHaveLength(shown);
    for (const body of [mail.text, mail.html]) {
      if (more === undefined) expect(body).not.toContain(' more');
      else expect(body).toContain(more);
    }
  });

  it('adds links to the hub’s pages after the guide’s words', () => {
    const alert = { ...alertOf({ sku: 'A/B "1"' }), episodeId: 'e-1' } as Notification;
    const plain = mailContent(alert, 'Shop');
    const linked = mailContent(alert, 'Shop', { hubOrigin: 'https://hub.example' });
    expect(linked.subject).toBe(plain.subject);
    expect(linked.text).toBe(
      `${plain.text}\n\nAlert: https://hub.example/alerts/e-1\nProduct: https://hub.example/inventory?search=A%2FB%20%221%22`,
    );
    expect(linked.html.startsWith(plain.html)).toBe(true);
    expect(linked.html).toContain('<a href="https://hub.example/alerts/e-1">Alert</a>');
    const digest = mailContent(digestOf(420), 'Shop', { hubOrigin: 'https://hub.example' });
    expect(digest.text).toContain('and 370 more');
    expect(digest.text.endsWith('\n\nAll alerts: https://hub.example/alerts')).toBe(true);
    expect(mailContent(restockedOf(1), 'Shop', { hubOrigin: 'https://hub.example' }).text).toContain(
      '/inventory?search=SKU-1',
    );
    expect(mailContent(restockedOf(2), 'Shop', { hubOrigin: 'https://hub.example' }).text).toContain(
      '/alerts?status=resolved',
    );
    expect(mailContent(alarmOf(), 'Shop', { hubOrigin: 'https://hub.example' }).text).toContain(
      'https://hub.example/ops/settings',
    );
    expect(mailContent(testOf(), 'Shop', { hubOrigin: 'https://hub.example' })).toEqual(
      mailContent(testOf(), 'Shop'),
    );
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
    expect(html).toContain('<td>&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</td>');
    expect(html).not.toMatch(/<(img|script|b)\b/);
  });
});
