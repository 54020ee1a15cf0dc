import { expect, test } from 'vitest';
import { changesOf, describeAction, describeActor } from './audit-labels.ts';

test('describes actions in words', () => {
  expect(describeAction('affiliates.updateAffiliate')).toBe('Update partner');
  expect(describeAction('alerts.liftMute')).toBe('End mute');
  expect(describeAction('alerts.redriveDeliveries')).toBe('Resend deliveries');
  expect(describeAction('alerts.snoozeEpisodes')).toBe('Snooze alerts');
  expect(describeAction('account.updateMe')).toBe('Update own settings');
  expect(describeAction('account.signIn')).toBe('Sign in');
});

test('describes actors by the names that people know', () => {
  expect(describeActor({ actorKind: 'person', actorName: 'olivia@shop.example' })).toBe(
    'olivia@shop.example',
  );
  expect(describeActor({ actorKind: 'person', actorName: null })).toBe('Somebody who was erased');
  expect(describeActor({ actorKind: 'key', actorName: 'Order server' })).toBe('Key “Order server”');
  expect(describeActor({ actorKind: 'command_line', actorName: null })).toBe('Command line');
});

test('shows changed fields before and after', () => {
  expect(
    changesOf({ before: { commissionBps: null, name: 'A' }, after: { commissionBps: 1500, name: 'B' } }),
  ).toEqual([
    { field: 'commission', before: 'Default', after: '15%' },
    { field: 'name', before: 'A', after: 'B' },
  ]);
  expect(changesOf({ before: null, after: { allowedOrigins: [] } })).toEqual([
    { field: 'allowed origins', before: null, after: 'none' },
  ]);
  expect(changesOf({ before: null, after: { lines: [{ sku: 'A' }, 2] } })).toEqual([
    { field: 'lines', before: null, after: '{"sku":"A"}, 2' },
  ]);
  expect(changesOf({ before: null, after: { affiliateId: 7 } })).toEqual([
    { field: 'partner id', before: null, after: '7' },
  ]);
  expect(changesOf({ before: null, after: null })).toEqual([]);
});
