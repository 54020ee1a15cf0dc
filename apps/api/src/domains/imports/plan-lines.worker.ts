import { type FileLine, type PlannedLine, type PlanTarget, planLine } from './import-rules.ts';

/** Lines that are planned, ready to be stored. */
export interface PlannedPart {
  /** The JSON of a list of `PlannedLine`. */
  lines: string;
  counts: Record<PlannedLine['action'], number>;
}

/** Compares lines with the products that they mean. All lists are JSON, as they come from the file and the database. */
export function run(parts: readonly { lines: string; targets: string }[]): PlannedPart[] {
  return parts.map(({ lines, targets }) => {
    const known = new Map<string, PlanTarget>();
    for (const { wanted, ...target } of JSON.parse(targets) as (PlanTarget & { wanted: string })[]) {
      known.set(wanted, target);
    }
    const counts = { create: 0, update: 0, unchanged: 0, problem: 0 };
    const planned = (JSON.parse(lines) as FileLine[]).map((line) =>
      planLine(line, known.get(line.sku ?? '')),
    );
    for (const { action } of planned) counts[action]++;
    return { lines: JSON.stringify(planned), counts };
  });
}
