import { describe, expect, it } from 'vitest';
import { readEventNotes } from './event-notes.ts';

describe('readEventNotes', () => {
  it('reads whether an alert was sent', () => {
    expect(readEventNotes({ alertSent: true, notifiers: ['webhook', 'email', 'pager'] })).toEqual({
      alert: { isSent: true, channels: ['Slack', 'Email', 'pager'] },
      others: [],
    });
    expect(readEventNotes({ alertSent: false }).alert).toEqual({ isSent: false, channels: [] });
  });

  it('keeps unknown metadata, in words', () => {
    expect(readEventNotes({ idempotencyKey: 'k-1', count: 3, where: { aisle: 4 } })).toEqual({
      alert: null,
      others: [
        { name: 'idempotency key', value: 'k-1' },
        { name: 'count', value: '3' },
        { name: 'where', value: '{"aisle":4}' },
      ],
    });
  });

  it('returns nothing without metadata', () => {
    expect(readEventNotes(null)).toEqual({ alert: null, others: [] });
  });
});
