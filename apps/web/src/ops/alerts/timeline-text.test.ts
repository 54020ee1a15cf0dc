import { describe, expect, test } from 'vitest';
import { describeEntry } from './timeline-text.ts';

const at = '2026-05-04T10:00:00.000Z';
const formatTime = (instant: string) => `<${instant}>`;
const title = (entry: Parameters<typeof describeEntry>[0]) => describeEntry(entry, formatTime).title;

describe('describeEntry', () => {
  test('opened, with the level and the threshold of that moment', () => {
    expect(describeEntry({ kind: 'opened', at, stock: 1200, threshold: 2000 }, formatTime)).toEqual({
      title: 'Opened at 1,200',
      detail: 'The threshold was 2,000.',
      note: null,
    });
  });

  test.each([
    ['new', 'Announced at 3'],
    ['lower', 'Announced again at 3: lower than before'],
    ['reminder', 'Reminder at 3'],
    ['first_channel', 'Announced again at 3: a channel is set up now'],
  ] as const)('announced: %s', (reason, words) => {
    expect(title({ kind: 'announced', at, stock: 3, reason })).toBe(words);
  });

  test.each([
    ['grouped', 'in one message with others'],
    ['cooldown', 'shortly before'],
    ['snoozed', 'snoozed'],
    ['acknowledged', 'is taking care'],
    ['no_channel', 'no channel'],
  ] as const)('suppressed: %s', (reason, words) => {
    expect(title({ kind: 'suppressed', at, stock: 3, reason, by: null, until: null })).toContain(words);
  });

  test('a mute says by whom and until when', () => {
    const by = 'ada@shop.example';
    const muted = { kind: 'suppressed', at, stock: 3, reason: 'muted', by } as const;
    expect(describeEntry({ ...muted, until: '2026-05-05T08:00:00.000Z' }, formatTime)).toEqual({
      title: 'Not announced: muted by ada@shop.example',
      detail: 'At 3. Until <2026-05-05T08:00:00.000Z>.',
      note: null,
    });
    expect(describeEntry({ ...muted, until: null }, formatTime).detail).toBe(
      'At 3. Until somebody ends the mute.',
    );
  });

  test('a snooze says by whom, until when and why, and nobody ends it', () => {
    const until = '2026-05-05T08:00:00.000Z';
    expect(
      describeEntry({ kind: 'snoozed', at, by: 'ada@shop.example', until, note: 'holiday' }, formatTime),
    ).toEqual({
      title: 'Snoozed by ada@shop.example',
      detail: `Until <${until}>.`,
      note: 'holiday',
    });
    expect(title({ kind: 'reopened', at, by: null, note: null })).toBe('The snooze ended');
    expect(title({ kind: 'reopened', at, by: 'ada@shop.example', note: null })).toBe(
      'Reopened by ada@shop.example',
    );
  });

  test.each([
    ['restocked', 25, 'Resolved: restocked to 25'],
    ['threshold', 25, 'Resolved: the threshold was lowered'],
    ['archived', null, 'Resolved: the product was archived'],
  ] as const)('resolved: %s', (reason, stock, words) => {
    expect(title({ kind: 'resolved', at, stock, reason })).toBe(words);
  });
});
