import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { RequestDurations } from './request-durations.ts';

test('answers what a histogram of prom-client would', async () => {
  const ours = new Registry();
  const durations = new RequestDurations(ours);
  const theirs = new Registry();
  const oracle = new Histogram({
    name: durations.name,
    help: durations.help,
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [theirs],
  });
  for (const route of ['/api/events', '/r/:handle']) {
    for (const method of ['GET', 'POST']) {
      for (const status of [200, 404]) {
        // Bounds themselves, between them, below and above all.
        for (const seconds of [0, 0.005, 0.0051, 0.3, 1, 5, 60]) {
          durations.observe({ route, method, status, seconds });
          oracle.observe({ method, route, status }, seconds);
        }
      }
    }
  }
  const sorted = (text: string) =>
    text
      .split('\n')
      .map((line) => line.replace(/\{(.*)\}/, (_, labels) => labels.split(',').sort().join()))
      .sort();
  expect(sorted(await ours.metrics())).toEqual(sorted(await theirs.metrics()));
});
