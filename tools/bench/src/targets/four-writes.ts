import { connectDatabase } from '@dreamteamhub/db';
import { serveClicks } from './click-route.ts';
import { GUIDE_CLICKS, insertClick } from './guide-clicks.ts';

/**
 * What the hub promises (a retry is the same click, a visitor counts once an hour, metrics are fresh), written the usual
 * way: four prepared statements in a transaction a request.
 */
const { pool } = connectDatabase({ connectionString: process.env.DATABASE_URL ?? '', maxConnections: 10 });
await pool.query(`${GUIDE_CLICKS}
  CREATE TABLE event_ids (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE click_dedup (
    pixel_id varchar(255), visitor_id varchar(64), counted_at timestamptz NOT NULL, PRIMARY KEY (pixel_id, visitor_id)
  );
  CREATE TABLE daily_rollups (
    pixel_id varchar(255), day date, clicks integer NOT NULL, PRIMARY KEY (pixel_id, day)
  );`);

const EVENT_ID = 'INSERT INTO event_ids (id) VALUES ($1) ON CONFLICT DO NOTHING';
const DEDUP = `
  INSERT INTO click_dedup AS seen (pixel_id, visitor_id, counted_at) VALUES ($1, $2, now())
  ON CONFLICT (pixel_id, visitor_id) DO UPDATE SET counted_at = excluded.counted_at
  WHERE seen.counted_at <= now() - interval '1 hour' RETURNING counted_at`;
const ROLLUP = `
  INSERT INTO daily_rollups AS rollup (pixel_id, day, clicks) VALUES ($1, current_date, 1)
  ON CONFLICT (pixel_id, day) DO UPDATE SET clicks = rollup.clicks + 1`;

await serveClicks(async (click) => {
  const { pixelId, eventId, visitorId } = click.input;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ name: 'event-id', text: EVENT_ID, values: [eventId] });
    await client.query({ name: 'dedup', text: DEDUP, values: [pixelId, visitorId] });
    const { rows } = await client.query<{ id: number }>(insertClick(click));
    // Last, for its row is the one that others wait for.
    await client.query({ name: 'rollup', text: ROLLUP, values: [pixelId] });
    await client.query('COMMIT');
    return rows[0]?.id ?? 0;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
});
