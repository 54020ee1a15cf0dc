import { outline, statementsOf, withoutComments } from './sql-text.ts';

/** The text of a SQL function, from a migration or from its file in `sql/functions`. */
export interface FunctionText {
  name: string;
  /** Arguments and return type. If these change, CREATE OR REPLACE fails or makes an overload. */
  signature: string;
  /** From CREATE OR REPLACE to the semicolon. */
  statement: string;
  /** The comment above it. */
  comment: string;
}

const CREATE = /^CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(hub_\w+)\s*\(/i;
const DROP = /^DROP\s+FUNCTION\b/i;
/** What may follow the type that a function returns. */
const NEXT_CLAUSE =
  /\s(?:AS|CALLED|COST|IMMUTABLE|LANGUAGE|LEAKPROOF|NOT|PARALLEL|RETURNS\s+NULL|ROWS|SECURITY|SET|STABLE|STRICT|SUPPORT|TRANSFORM|VOLATILE|WINDOW)\b/i;

/**
 * Parses a file of `sql/functions`. Throws unless it is one function, named like the file and without a schema.
 */
export function parseFunctionFile(fileName: string, text: string): FunctionText {
  const statements = statementsOf(text);
  const [first] = statements;
  const found = first && parseFunction(first.statement);
  const begins = `CREATE OR REPLACE FUNCTION ${fileName.replace(/\.sql$/, '')}(`;
  if (!first || !found || statements.length > 1 || !first.statement.startsWith(begins)) {
    throw new Error(`sql/functions/${fileName} must be one statement that begins with "${begins}"`);
  }
  if (!first.statement.endsWith(';')) throw new Error(`sql/functions/${fileName} must end with a semicolon`);
  return { ...found, comment: first.comment };
}

/** Returns the functions that exist after some migrations, each with its latest text. */
export function functionsAfter(migrations: readonly string[]): Map<string, FunctionText> {
  const functions = new Map<string, FunctionText>();
  const statements = migrations.flatMap((migration) =>
    migration.split('--> statement-breakpoint').flatMap(statementsOf),
  );
  for (const { statement } of statements) {
    const made = parseFunction(statement);
    if (made) functions.set(made.name, made);
    if (DROP.test(statement)) {
      for (const [name] of outline(statement).matchAll(/\bhub_\w+/g)) functions.delete(name);
    }
  }
  return functions;
}

function parseFunction(statement: string): FunctionText | null {
  const head = CREATE.exec(statement);
  if (!head?.[1]) return null;
  const bare = withoutComments(statement);
  // CREATE and CREATE OR REPLACE make the same function.
  const rewritten = statement.replace(
    /^CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION/i,
    'CREATE OR REPLACE FUNCTION',
  );
  return { name: head[1], signature: signatureOf(bare), statement: rewritten, comment: '' };
}

function signatureOf(bare: string): string {
  const flat = flattenBrackets(outline(bare));
  const start = bare.indexOf('(');
  const end = NEXT_CLAUSE.exec(flat)?.index ?? flat.length;
  return bare.slice(start, end);
}

/** Replaces everything in parentheses with spaces: there, a clause's keyword may be a name. */
function flattenBrackets(marks: string): string {
  const flat = marks.replace(/\([^()]*\)/g, (text) => ' '.repeat(text.length));
  return flat === marks ? marks : flattenBrackets(flat);
}
