import { expect, test } from 'vitest';
import { Gate } from '../../src/platform/gate.ts';

const held = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
};

test('so many run at once, the rest in turn; those beyond the queue are refused as unavailable', async () => {
  const gate = new Gate({ name: 'sign-ins', atOnce: 2, maxWaiting: 3 });
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const hold = held();
  const work = (id: number) =>
    gate.run(async () => {
      most = Math.max(most, ++running);
      await hold.promise;
      order.push(id);
      running -= 1;
    });
  const all = [1, 2, 3, 4, 5].map(work);
  await expect(work(6)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'too many sign-ins at once; try again in a few seconds',
  });
  hold.open();
  await Promise.all(all);
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
});

test('work that fails gives its place to the next', async () => {
  const gate = new Gate({ name: 'sign-ins', atOnce: 1, maxWaiting: 1 });
  const failing = gate.run(() => Promise.reject(new Error('wrong')));
  const next = gate.run(async () => 'next');
  await expect(failing).rejects.toThrow('wrong');
  expect(await next).toBe('next');
  expect(await gate.run(async () => 'later')).toBe('later');
});
