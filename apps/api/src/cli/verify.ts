import type { Database } from '@dreamteamhub/db';
import { type Difference, VerifyDao } from '@dreamteamhub/db/upkeep';
import { AffiliateService } from '../domains/affiliates/affiliate-service.ts';
import { APPLICATION_NAME } from '../platform/jobs/job-queue.ts';
import type { Command, CommandResult } from './command.ts';

export const verify: Command = {
  name: 'verify',
  summary:
    'check the books against the clicks, orders, stock movements and transfers; exits with 1 when they differ',
  run: ({ db }) => checkBooks(db),
};

/** Compares the books of a database with what they are the sums of. */
export async function checkBooks(db: Database): Promise<CommandResult> {
  const dao = new VerifyDao(db);
  const lines: string[] = [];
  if (!(await dao.isConnected(APPLICATION_NAME))) {
    // Without a worker the metrics go stale day by day. That is not a difference: the next start refreshes them.
    const moved = await new AffiliateService({ db }).refreshMetrics();
    lines.push(`No worker is running: brought the 30-day metrics up to date (affiliates: ${moved}).`);
  }
  const { compared, skipped, total, differences } = await dao.verify();
  lines.push(
    `Compared: counted clicks ${compared.clicks}, orders ${compared.conversions}, ` +
      `affiliates ${compared.affiliates}, products ${compared.products}, transfers ${compared.transfers}.`,
  );
  if (skipped.firstDay !== null) {
    lines.push(
      `Not compared: clicks before ${skipped.firstDay} (days: ${skipped.days}), which retention has dropped.`,
    );
  }
  if (total === 0) return { lines: [...lines, 'No difference.'] };
  const heading = `Differences: ${total}${total > differences.length ? `, of which the first ${differences.length}` : ''}`;
  return { lines: [...lines, heading, ...differences.map(line)], exitCode: 1 };
}

function line({ what, of, day, booked, actual }: Difference): string {
  return `  ${day}  ${what} of ${of}: booked ${booked}, found ${actual}`;
}
