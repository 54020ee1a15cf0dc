import type { FunctionText } from './function-text.ts';

type FunctionKind = 'new' | 'changed' | 'changed signature' | 'deleted';

export interface FunctionPlan {
  changes: { name: string; kind: FunctionKind }[];
  /** Statements of the migration, in order. */
  up: string[];
  /** Statements of its down migration. */
  down: string[];
}

type Functions = ReadonlyMap<string, FunctionText>;

/** Plans the change from the functions of the migrations to those in the files, and back. */
export function planFunctions(migrated: Functions, files: Functions): FunctionPlan {
  const names = [...new Set([...migrated.keys(), ...files.keys()])].sort();
  return {
    changes: names.flatMap((name) => {
      const kind = kindOf(migrated.get(name), files.get(name));
      return kind ? { name, kind } : [];
    }),
    up: statementsBetween(migrated, files),
    down: statementsBetween(files, migrated),
  };
}

function kindOf(before: FunctionText | undefined, after: FunctionText | undefined): FunctionKind | null {
  if (!before) return 'new';
  if (!after) return 'deleted';
  if (before.signature !== after.signature) return 'changed signature';
  return before.statement === after.statement ? null : 'changed';
}

function statementsBetween(before: Functions, after: Functions): string[] {
  const isDropped = (name: string) => {
    const next = after.get(name);
    return next === undefined || next.signature !== before.get(name)?.signature;
  };
  const drops = [...before.keys()].filter(isDropped).sort();
  const made = [...after.values()].filter(
    ({ name, statement }) => statement !== before.get(name)?.statement || drops.includes(name),
  );
  return [
    // No function has an overload, so its name is enough.
    ...drops.map((name) => `DROP FUNCTION ${name};`),
    ...calleesFirst(made).map(({ comment, statement }) => (comment ? `${comment}\n${statement}` : statement)),
  ];
}

/** Orders functions so that callees come first: PostgreSQL checks the body of a SQL function when it is created. */
function calleesFirst(functions: readonly FunctionText[]): FunctionText[] {
  const sorted = functions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const placed = new Set<FunctionText>();
  const visited = new Set<FunctionText>();
  const place = (current: FunctionText) => {
    // Functions that call each other may come in any order.
    if (visited.has(current)) return;
    visited.add(current);
    for (const other of sorted) if (calls(current, other)) place(other);
    placed.add(current);
  };
  for (const current of sorted) place(current);
  return [...placed];
}

const calls = (caller: FunctionText, callee: FunctionText) =>
  caller !== callee && new RegExp(`\\b${callee.name}\\s*\\(`).test(caller.statement);
