/** Fields of a product as a file sets them. */
export interface ImportChange {
  name?: string;
  stock?: number;
  threshold?: number;
  /** With the decimals of the hub's currency. */
  unitPrice?: string | null;
  supplier?: string | null;
}

/** A line of a file by itself; its values are in the range that the contract allows, or it has a problem. */
export interface FileLine {
  /** As a text editor counts: the first line is line 1. */
  line: number;
  sku: string | null;
  values: ImportChange;
  problem: string | null;
  /** What may be wrong with the SKU, unless there is a product that has it. */
  doubt?: string;
}

/** What a line does to the existing products. */
export interface PlannedLine {
  line: number;
  sku: string | null;
  action: 'create' | 'update' | 'unchanged' | 'problem';
  change: ImportChange;
  before: ImportChange | null;
  problem: string | null;
}

/** A product that a line means. */
export type PlanTarget = Required<ImportChange> & { sku: string; isArchived: boolean };

const NEEDED_BY_NEW = ['name', 'stock', 'threshold'] as const;

/** Decides what a line does, given the product with its SKU. `forNew`: what a new product gets where its line is silent. */
export function planLine(
  { line, sku, values, problem, doubt }: FileLine,
  product: PlanTarget | undefined,
  forNew: ImportChange = {},
): PlannedLine {
  const refuse = (why: string): PlannedLine => ({
    line,
    sku,
    action: 'problem',
    change: values,
    before: null,
    problem: why,
  });
  if (problem !== null) return refuse(problem);
  if (product === undefined) {
    if (doubt !== undefined) return refuse(`sku: ${doubt}, and there is no product with this SKU yet`);
    const change = { ...forNew, ...values };
    const missing = NEEDED_BY_NEW.filter((field) => change[field] === undefined);
    return missing.length > 0
      ? refuse(`${missing.join(', ')}: missing, and there is no product with this SKU yet`)
      : { line, sku, action: 'create', change, before: null, problem: null };
  }
  const { sku: knownSku, isArchived, ...before } = product;
  if (isArchived) return refuse(ARCHIVED_PROBLEM);
  const change = Object.fromEntries(
    Object.entries(values).filter(([field, value]) => before[field as keyof ImportChange] !== value),
  );
  const action = Object.keys(change).length === 0 ? 'unchanged' : 'update';
  return { line, sku: knownSku, action, change, before, problem: null };
}

export const ARCHIVED_PROBLEM = 'sku: the product is archived; restore it first';
