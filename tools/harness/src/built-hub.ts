import { fileURLToPath } from 'node:url';

const built = (file: string) => fileURLToPath(new URL(`../../../apps/api/dist/${file}`, import.meta.url));

/** What `npm start` runs. */
export const MAIN = built('main.js');

/** What `npm run hub` runs. */
export const CLI = built('cli.js');

/** The hub, but it notices a dead worker within 15 seconds. */
export const MAIN_WITH_SHORT_TIMINGS = built('hub-with-short-timings.js');
