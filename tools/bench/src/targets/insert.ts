import { connectDatabase } from '@dreamteamhub/db';
import { serveClicks } from './click-route.ts';
import { GUIDE_CLICKS, insertClick } from './guide-clicks.ts';

/** One prepared INSERT a request, and nothing else: a retry and a visitor who clicks twice are stored and counted twice. */
const { pool } = connectDatabase({ connectionString: process.env.DATABASE_URL ?? '', maxConnections: 10 });
await pool.query(GUIDE_CLICKS);

await serveClicks(async (click) => {
  const { rows } = await pool.query<{ id: number }>(insertClick(click));
  return rows[0]?.id ?? 0;
});
