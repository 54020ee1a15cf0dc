import type { Click } from './click-route.ts';

/** The click table of docs/DATABASE.md. */
export const GUIDE_CLICKS = `
  CREATE TABLE aff_clicks (
    id serial PRIMARY KEY,
    pixel_id varchar(255) NOT NULL,
    ip_address varchar(45),
    user_agent text,
    referrer text,
    landing_page text,
    timestamp timestamptz DEFAULT now()
  );
  CREATE INDEX idx_aff_clicks_pixel_id ON aff_clicks (pixel_id);
  CREATE INDEX idx_aff_clicks_timestamp ON aff_clicks (timestamp DESC);`;

/** Its prepared INSERT, which answers the id. */
export function insertClick({ input, ip, userAgent }: Click) {
  return {
    name: 'insert-click',
    text: `INSERT INTO aff_clicks (pixel_id, ip_address, user_agent, referrer, landing_page)
           VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    values: [input.pixelId, ip, userAgent, input.referrer, input.landingPage],
  };
}
