import { expect, test } from 'vitest';
import { Limits } from '../../platform/limits/limits.ts';
import { strangersTexts } from './limits.ts';
import { Strangers } from './strangers.ts';

const texts = {
  referrer: 'r'.repeat(2_000),
  landingPage: `${'l'.repeat(511)}🎉`,
  userAgent: 'u'.repeat(1_000),
};
const stranger = { isTrusted: false, ip: '192.0.2.1' };
const shop = { isTrusted: true, ip: '192.0.2.1' };

test('a stranger’s texts are cut to what reports use, between two characters; a shop’s stay', () => {
  const strangers = new Strangers({ limits: new Limits({ now: () => 0 }) });
  expect(strangers.fit(texts, stranger)).toEqual({
    referrer: 'r'.repeat(512),
    landingPage: 'l'.repeat(511),
    userAgent: 'u'.repeat(256),
  });
  expect(strangers.fit(texts, shop)).toEqual(texts);
  const nothing = { referrer: null, landingPage: null, userAgent: null };
  expect(strangers.fit(nothing, stranger)).toEqual(nothing);
});

test('whoever has filled their share of the day leaves no more texts; others and shops do', () => {
  const limits = new Limits({ now: () => 0 });
  const strangers = new Strangers({ limits });
  limits.take(strangersTexts, stranger, strangersTexts.most.address);
  expect(strangers.fit(texts, stranger)).toEqual({ referrer: null, landingPage: null, userAgent: null });
  expect(strangers.fit(texts, { ...stranger, ip: '198.51.100.1' }).referrer).toHaveLength(512);
  expect(strangers.fit(texts, shop)).toEqual(texts);
});

test('whoever has filled their share of events is refused; a shop never is', () => {
  const strangers = new Strangers({ limits: new Limits({ now: () => 0 }) });
  for (let n = 0; n < 100_000; n++) strangers.admit(stranger);
  expect(() => strangers.admit(stranger)).toThrow('too many events from this address; try again in 24 hours');
  expect(() => strangers.admit(shop)).not.toThrow();
});
