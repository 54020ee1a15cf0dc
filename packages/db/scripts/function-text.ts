import { outline, statementsOf, withoutComments } from './sql-text.ts';

/** A SQL function in the words of a migration, or of its file in `sql/functions`. */
export interface FunctionText {
  name: string;
  /** Arguments and what it returns. With others, CREATE OR REPLACE would fail or make an overload. */
  signature: string;
  /** From CREATE OR REPLACE to the semicolon. */
  statement: string;
  /** What stands above it and explains it. */
  comment: string;
}

const CREATE = /^CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(hub_\w+)\s*\(/i;
const DROP = /^DROP\s+FUNCTION\b/i;
/** What may follow the type that a function returns. */
const NEXT_CLAUSE =
  /\s(?:AS|CALLED|COST|IMMUTABLE|LANGUAGE|LEAKPROOF|NOT|PARALLEL|RETURNS\s+NULL|ROWS|SECURITY|SET|STABLE|STRICT|SUPPORT|TRANSFORM|VOLATILE|WINDOW)\b/i;

/**
 * Reads a file of `sql/functions`. Throws when it is anything but one function of the file's name, without a schema.
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

/** Returns the functions that exist after some migrations, each in the text that it was given last. */
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
  // Whether the text says OR REPLACE changes nothing about the function.
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

/** The outline with spaces in place of what stands in brackets, where the word for a clause may be a name. */
function flattenBrackets(marks: string): string {
  const flat = marks.replace(/\([^()]*\)/g, (text) => ' '.repeat(text.length));
  return flat === marks ? marks : flattenBrackets(flat);
}
