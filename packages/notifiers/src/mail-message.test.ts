import { describe, expect, it } from 'vitest';
import { alertEmail, digestEmail, mailContent, testEmail } from './mail-message.ts';
import { alarmOf, digestOf, restockedOf, widget } from './test/notifications.ts';
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
    [500, 500, undefined],
    [507, 500, 'and 7 more'],
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
