import { apiDrill, controlDrill, postgresDrill } from './crash-drills.ts';
import type { DrillResult } from './drill.ts';
import { type DrillName, readOptions, UsageError } from './options.ts';
import { renderFindings, renderTable } from './report.ts';
import { DrillSite } from './site.ts';
import { apartDrill, crossingDrill } from './writers-drill.ts';

type Drill = (site: DrillSite, kills: number) => Promise<DrillResult>;

const WRITERS = { clicks: 20_000, seconds: 20 };

const DRILLS: Record<DrillName, readonly Drill[]> = {
  postgres: [postgresDrill],
  api: [apiDrill],
  control: [controlDrill],
  writers: [(site) => apartDrill(site, WRITERS), (site) => crossingDrill(site, WRITERS)],
};

let site: DrillSite | undefined;

/** Each drill on a site of its own, which is removed afterwards. */
async function run(drill: Drill, kills: number): Promise<DrillResult> {
  site = await DrillSite.open();
  try {
    return await drill(site, kills);
  } finally {
    await site.close();
  }
}

/** Says how it went; false when a promise was broken, or when the control broke none. */
function judge({ name, findings }: DrillResult): boolean {
  const lost = findings.filter(({ kind }) => kind === 'lost').length;
  if (name === 'control' && lost > 0) {
    console.log(`control: ${lost} acknowledged events lost, as expected`);
    return true;
  }
  if (name === 'control') console.error('control: nothing was lost, so the drill proves nothing');
  else if (findings.length === 0) console.log(`${name}: every promise kept`);
  else console.error(`${name}: ${findings.length} findings\n${renderFindings(findings)}`);
  return name !== 'control' && findings.length === 0;
}

try {
  const { drills, kills } = readOptions(process.argv.slice(2));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // What still runs fails for want of its database; nobody needs to hear that.
    process.once(signal, () => Promise.resolve(site?.close()).finally(() => process.exit(130)));
  }
  const results: DrillResult[] = [];
  for (const drill of drills.flatMap((name) => DRILLS[name])) {
    const result = await run(drill, kills);
    results.push(result);
    if (!judge(result)) process.exitCode = 1;
  }
  console.log(`\n${renderTable(results)}`);
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
