import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newEventId } from '../../platform/event-id.ts';
import { ClickTokens } from './click-token.ts';

const tokens = new ClickTokens({ authSecret: 'test-only-secret-of-32-characters!' });
const CLICKED_AT = new Date('2026-03-01T12:00:00.000Z');
const DAY = 24 * 60 * 60 * 1000;

const claim = fc.record({
  affiliateId: fc.integer({ min: 1, max: 2_147_483_647 }),
  eventId: fc.noShrink(fc.constant(null).map(() => newEventId(CLICKED_AT))),
});

test('a token says what was signed, and is safe in an address', () => {
  fc.assert(
    fc.property(claim, (signed) => {
      const token = tokens.sign(signed);
      expect(token).toMatch(/^[\w-]{50}$/);
      expect(tokens.verify(token, CLICKED_AT)).toEqual(signed);
    }),
  );
});

test('a token with any character changed, added or missing is refused', () => {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. %\u0000é'];
  const token = tokens.sign({ affiliateId: 7, eventId: newEventId(CLICKED_AT) });
  for (let at = 0; at < token.length; at++) {
    for (const character of alphabet) {
      if (character === token[at]) continue;
      const forged = token.slice(0, at) + character + token.slice(at + 1);
      expect(tokens.verify(forged, CLICKED_AT), forged).toBeNull();
    }
    expect(tokens.verify(token.slice(0, at) + token.slice(at + 1), CLICKED_AT)).toBeNull();
    expect(tokens.verify(`${token.slice(0, at)}A${token.slice(at)}`, CLICKED_AT)).toBeNull();
  }
  for (const added of ['=', '==', ' ', '\n', 'A', '.']) {
    expect(tokens.verify(token + added, CLICKED_AT)).toBeNull();
    expect(tokens.verify(added + token, CLICKED_AT)).toBeNull();
  }
});

test('text that nobody signed is refused', () => {
  fc.assert(fc.property(fc.string(), (text) => tokens.verify(text, CLICKED_AT) === null));
});

test('it is valid for 30 days from the click on', () => {
  const token = tokens.sign({ affiliateId: 7, eventId: newEventId(CLICKED_AT) });
  const after = (milliseconds: number) => new Date(CLICKED_AT.getTime() + milliseconds);
  expect(tokens.verify(token, after(30 * DAY))).not.toBeNull();
  expect(tokens.verify(token, after(30 * DAY + 1))).toBeNull();
});

test('another hub’s token is refused', () => {
  const other = new ClickTokens({ authSecret: 'another-secret-of-32-characters!!' });
  const token = other.sign({ affiliateId: 7, eventId: newEventId(CLICKED_AT) });
  expect(tokens.verify(token, CLICKED_AT)).toBeNull();
});
