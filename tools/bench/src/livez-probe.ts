import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const PAUSE_MILLISECONDS = 10;

/** Runs in a thread: asks a hub again and again, until a message comes; tells how long the latest answer took, or null. */
let isOver = false;
parentPort?.once('message', () => {
  isOver = true;
});
let latest: number | null = 0;
while (!isOver && latest !== null) {
  const at = performance.now();
  try {
    await (await fetch(`${workerData}/livez`)).text();
    latest = Math.max(latest, performance.now() - at);
  } catch {
    latest = null;
  }
  await sleep(PAUSE_MILLISECONDS);
}
parentPort?.postMessage(latest);
