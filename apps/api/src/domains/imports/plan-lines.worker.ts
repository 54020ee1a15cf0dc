import { formatStored } from '../../platform/money.ts';
import {
  type FileLine,
  type ImportChange,
  type PlannedLine,
  type PlanTarget,
  planLine,
} from './import-rules.ts';

/** Lines that are planned, ready to be stored. */
export interface PlannedPart {
  /** JSON, as `ImportDao.addLines` takes it. */
  lines: string;
  counts: Record<PlannedLine['action'], number>;
}

/** Compares lines with the products that they mean. All lists are JSON, as they come from the file and the database. */
export function run({
  parts,
  forNew,
  currency,
}: {
  parts: readonly { lines: string; targets: string }[];
  /** What new products get where their line is silent. */
  forNew: ImportChange;
  /** Of the prices. */
  currency: string;
}): PlannedPart[] {
  return parts.map(({ lines, targets }) => {
    const known = new Map<string, PlanTarget>();
    for (const { wanted, ...target } of JSON.parse(targets) as (PlanTarget & { wanted: string })[]) {
      const { unitPrice } = target;
      if (unitPrice !== null) target.unitPrice = formatStored(unitPrice, currency);
      known.set(wanted, target);
    }
    const counts = { create: 0, update: 0, unchanged: 0, problem: 0 };
    const planned = (JSON.parse(lines) as FileLine[]).map((line) =>
      planLine(line, known.get(line.sku ?? ''), forNew),
    );
    for (const { action } of planned) counts[action]++;
    return { lines: packed(planned), counts };
  });
}

/**
 * Writes lines as short as they can be: the main thread hands every byte to the database. A problem that many lines have
 * is written once.
 */
function packed(lines: readonly PlannedLine[]): string {
  const problems = new Map<string, number>();
  const rows = lines.map(({ line, sku, action, change, before, problem }) => {
    if (problem === null) return [line, sku, action, change, ...(before === null ? [] : [before])];
    if (!problems.has(problem)) problems.set(problem, problems.size);
    return [line, sku, action, change, null, problems.get(problem)];
  });
  return JSON.stringify({ problems: [...problems.keys()], rows });
}
