import { expect, test } from 'vitest';
import { parseEncryptionKeys, SealError, SecretBox } from './secret-box.ts';

const [OLD, NEW] = [Buffer.alloc(32, 'old'), Buffer.alloc(32, 'new')];

test('a secret opens where it was sealed, and nowhere else', () => {
  const box = new SecretBox([NEW]);
  const sealed = box.seal('sk_secret', 'api_keys:1');
  expect(sealed).not.toContain('sk_secret');
  expect(box.open(sealed, 'api_keys:1')).toBe('sk_secret');
  expect(() => box.open(sealed, 'api_keys:2')).toThrow(SealError);
  expect(box.seal('sk_secret', 'api_keys:1')).not.toBe(sealed);
});

test('one that was changed, cut or is none does not open', () => {
  const box = new SecretBox([NEW]);
  const [version, id, nonce = '', sealed = ''] = box.seal('sk_secret', 'x').split('.');
  const flipped = Buffer.from(sealed, 'base64url');
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  for (const text of [
    [version, id, nonce, flipped.toString('base64url')].join('.'),
    [version, id, nonce, sealed.slice(0, 10)].join('.'),
    [version, id, nonce, ''].join('.'),
    [version, id, nonce.slice(4), sealed].join('.'),
    [version, id, '', sealed].join('.'),
    ['v2', id, nonce, sealed].join('.'),
    'sk_secret',
    '',
  ]) {
    expect(() => box.open(text, 'x'), text).toThrow(SealError);
  }
});

test('a new key in front of the old one opens both, and seals with itself', () => {
  const before = new SecretBox([OLD]).seal('sk_secret', 'x');
  const both = new SecretBox([NEW, OLD]);
  expect(both.open(before, 'x')).toBe('sk_secret');
  expect(both.isCurrent(before)).toBe(false);
  const after = both.seal('sk_secret', 'x');
  expect(both.isCurrent(after)).toBe(true);
  expect(new SecretBox([NEW]).open(after, 'x')).toBe('sk_secret');
  expect(() => new SecretBox([NEW]).open(before, 'x')).toThrow('HUB_ENCRYPTION_KEY lacks the key');
});

test.each([
  ['hex', OLD.toString('hex'), [OLD]],
  ['base64', OLD.toString('base64'), [OLD]],
  ['two', `${NEW.toString('hex')}, ${OLD.toString('base64')}`, [NEW, OLD]],
  ['too short', OLD.toString('hex').slice(2), null],
  ['words', 'a passphrase that is no key at all', null],
  ['one of two', `${NEW.toString('hex')},`, null],
])('%s', (_name, text, keys) => {
  expect(parseEncryptionKeys(text)).toEqual(keys);
});
