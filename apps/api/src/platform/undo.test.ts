import { expect, test } from 'vitest';
import { Undo } from './undo.ts';

test('undoes the last step first, and every one, whichever fails', async () => {
  const undo = new Undo();
  const undone: string[] = [];
  undo.add(() => undone.push('first'));
  undo.add(() => Promise.reject(new Error('refused')));
  undo.add(() => undone.push('last'));
  await expect(undo.run()).rejects.toMatchObject({ errors: [new Error('refused')] });
  expect(undone).toEqual(['last', 'first']);
  await undo.run();
  expect(undone).toHaveLength(2);
});

test('whoever asks while it undoes waits until it has', async () => {
  const undo = new Undo();
  const stopped = Promise.withResolvers<void>();
  let isUndone = false;
  undo.add(async () => {
    await stopped.promise;
    isUndone = true;
  });
  const first = undo.run();
  const second = undo.run().then(() => isUndone);
  stopped.resolve();
  await first;
  expect(await second).toBe(true);
});

test('what is started after that is undone at once', async () => {
  const undo = new Undo();
  await undo.run();
  const undone = new Promise<void>((resolve) => undo.add(resolve));
  await undone;
});
