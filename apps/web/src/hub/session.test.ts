import { QueryClient } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { explainRefusal, operatorQuery, signIn } from './session.ts';

test('a sign-in sends the address and the password, whatever else its form has', async () => {
  const fetch = vi.fn(async (_path: string, _request: { body: string }) => Response.json({ user: {} }));
  vi.stubGlobal('fetch', fetch);
  const form = { name: 'Olivia', token: 'x', email: 'olivia@shop.example', password: 'secret' };
  expect(await signIn(form)).toBe('done');
  const [path, request] = fetch.mock.calls[0] ?? [];
  expect(path).toBe('/api/auth/sign-in/email');
  expect(JSON.parse(request?.body ?? '')).toEqual({ email: 'olivia@shop.example', password: 'secret' });
});

test.each([
  [0, null, 'cannot be reached'],
  [401, { error: { message: 'Invalid code' } }, 'Invalid code.'],
  [400, { error: { message: 'newPassword: is easy to guess' } }, 'The password is easy to guess.'],
  [
    429,
    { error: { message: 'too many wrong passwords; try again in 3 minutes' } },
    'Too many wrong passwords',
  ],
  [429, null, 'Wait a minute'],
  [500, { message: 'secret details' }, 'Try again in a moment'],
  [403, 'nonsense', 'refused'],
])('%i %j', (status, body, words) => {
  expect(explainRefusal(status, body)).toContain(words);
});

const person = (name: string) =>
  Response.json({
    user: { name, email: 'o@shop.example', role: 'owner', twoFactorEnabled: false, timeZone: null },
  });

test('who is signed in is what was asked early, once, and not after a form was sent', async () => {
  const fetch = vi.fn(async () => person('Asked now'));
  vi.stubGlobal('fetch', fetch);
  vi.stubGlobal('hubSession', Promise.resolve(person('Asked early')));
  const ask = () => new QueryClient().fetchQuery(operatorQuery);
  expect((await ask())?.name).toBe('Asked early');
  expect((await ask())?.name).toBe('Asked now');

  vi.stubGlobal('hubSession', Promise.resolve(person('Before the sign-in')));
  await signIn({ email: 'o@shop.example', password: 'secret' });
  expect((await ask())?.name).toBe('Asked now');
});
