import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEgressPolicy } from './egress.ts';
import { createHeartbeat } from './heartbeat.ts';
import { type SlackSink, startSlackSink } from './test/slack-sink.ts';

let sink: SlackSink;
beforeEach(async () => {
  sink = await startSlackSink();
});
afterEach(() => sink.close());

const heartbeat = (allowPrivateDestinations = true) =>
  createHeartbeat({
    url: `${sink.origin}/ping/secret-path`,
    egress: createEgressPolicy({ allowPrivateDestinations }),
    timeoutMs: 500,
  });

it('is a GET of the URL', async () => {
  expect(await heartbeat().beat()).toBeNull();
  expect(sink.messages).toMatchObject([{ method: 'GET', path: '/ping/secret-path' }]);
});

it.each([
  ['an error', { status: 500 }, 'HTTP 500'],
  ['a redirect', { status: 302, headers: { location: 'http://169.254.169.254/' } }, 'HTTP 302'],
  ['silence', { hang: true as const }, 'no answer in time'],
])('tells of %s, without the path', async (_case, answer, problem) => {
  sink.answerNext(answer);
  expect(await heartbeat().beat()).toBe(problem);
  expect(sink.messages).toHaveLength(1);
});

it('goes nowhere that the policy refuses', async () => {
  expect(await heartbeat(false).beat()).toContain('not allowed');
  expect(sink.connectionCount).toBe(0);
});
