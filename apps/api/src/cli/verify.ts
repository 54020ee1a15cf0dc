import { type Difference, VerifyDao } from '@dreamteamhub/db';
import { AffiliateService } from '../affiliates/affiliate-service.ts';
import { APPLICATION_NAME } from '../jobs/job-queue.ts';
import type { Command } from './command.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'compare the books with the clicks, orders and movements under them; ends with 1 when they differ',
  async run({ db }) {
    const dao = new VerifyDao(db);
    const lines: string[] = [];
    if (!(await dao.isConnected(APPLICATION_NAME))) {
      // Days pass and nobody carries them to the metrics: that is no difference, and the next start does the same.
      const moved = await new AffiliateService({ db }).refreshMetrics();
      lines.push(`No worker is running: brought the 30-day metrics up to date (${moved} affiliates).`);
    }
    const { compared, skipped, total, differences } = await dao.verify();
    lines.push(
      `Compared ${compared.clicks} counted clicks, ${compared.conversions} orders, ${compared.affiliates} affiliates ` +
        `and ${compared.products} products.`,
    );
    if (skipped.firstDay !== null) {
      lines.push(
        `Not compared: clicks of ${skipped.days} days before ${skipped.firstDay}, which retention has dropped.`,
      );
    }
    if (total === 0) return { lines: [...lines, 'No difference.'] };
    const heading = `${total} differences${total > differences.length ? `, the first ${differences.length} of them` : ''}:`;
    return { lines: [...lines, heading, ...differences.map(line)], exitCode: 1 };
  },
};

function line({ what, of, day, booked, actual }: Difference): string {
  return `  ${day}  ${what} of ${of}: booked ${booked}, found ${actual}`;
}
