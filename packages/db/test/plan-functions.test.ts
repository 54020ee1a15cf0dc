import { describe, expect, test } from 'vitest';
import { type FunctionText, functionsAfter, parseFunctionFile } from '../scripts/function-text.ts';
import { planFunctions } from '../scripts/plan-functions.ts';

const BREAKPOINT = '\n--> statement-breakpoint\n';
const sqlFunction = (name: string, body: string, head = '() RETURNS integer') =>
  `CREATE OR REPLACE FUNCTION ${name}${head}\nLANGUAGE sql AS $$ ${body} $$;`;

/** Functions as their files tell them, each with a comment. */
function files(...statements: string[]): Map<string, FunctionText> {
  const functions = statements.map((statement) => {
    const name = /hub_\w+/.exec(statement)?.[0] ?? '';
    return parseFunctionFile(`${name}.sql`, `-- About ${name}.\n${statement}\n`);
  });
  return new Map(functions.map((one) => [one.name, one]));
}

const migrated = (...migrations: string[]) => functionsAfter(migrations);

describe('functionsAfter', () => {
  test('tells the text that a function was given last', () => {
    const functions = migrated(
      ['CREATE TABLE a ();', `-- One.\n${sqlFunction('hub_a', 'SELECT 1')}`].join(BREAKPOINT),
      sqlFunction('hub_a', 'SELECT 2').replace(' OR REPLACE', ''),
    );
    expect([...functions.values()]).toEqual([
      {
        name: 'hub_a',
        signature: '() RETURNS integer',
        statement: sqlFunction('hub_a', 'SELECT 2'),
        comment: '',
      },
    ]);
  });

  test('knows what was dropped, and what was made again', () => {
    const functions = migrated(
      [
        sqlFunction('hub_a', 'SELECT 1'),
        sqlFunction('hub_b', 'SELECT 1'),
        sqlFunction('hub_c', 'SELECT 1'),
      ].join('\n'),
      'DROP FUNCTION IF EXISTS hub_a(), hub_b(integer);',
      sqlFunction('hub_b', 'SELECT 3'),
    );
    expect([...functions.keys()].sort()).toEqual(['hub_b', 'hub_c']);
  });

  test('is not misled by what only looks like a statement', () => {
    const body = `BEGIN\n  -- It's; DROP FUNCTION hub_a;\n  PERFORM ';$$'; EXECUTE 'DROP FUNCTION hub_a;';\nEND;`;
    const functions = migrated(
      `/* ; */ CREATE FUNCTION hub_a(note text DEFAULT ';)') RETURNS void LANGUAGE plpgsql AS $body$${body}$body$;`,
      `DO $$ BEGIN DROP FUNCTION hub_a; END $$; SELECT 'DROP FUNCTION hub_a;'; -- DROP FUNCTION hub_a;`,
    );
    expect(functions.get('hub_a')?.statement).toContain(body);
    expect(functions.get('hub_a')?.signature).toBe("(note text DEFAULT ';)') RETURNS void");
  });

  test('takes for the signature what CREATE OR REPLACE cannot change, however it is written', () => {
    const signature = (head: string) =>
      migrated(`CREATE FUNCTION hub_a(${head} AS $$ SELECT 1 $$;`).get('hub_a')?.signature;
    expect(
      signature('a integer, -- the first\n   b text) RETURNS TABLE (set integer) STABLE SET jit = off'),
    ).toBe('(a integer, b text) RETURNS TABLE (set integer)');
    expect(signature('a integer, b text)\n  RETURNS TABLE (set integer)\nLANGUAGE sql')).toBe(
      '(a integer, b text) RETURNS TABLE (set integer)',
    );
    expect(signature('a numeric(14, 2), OUT b text) LANGUAGE sql')).toBe('(a numeric(14, 2), OUT b text)');
  });
});

describe('parseFunctionFile', () => {
  const good = sqlFunction('hub_a', 'SELECT 1');

  test('reads comment and statement', () => {
    expect(parseFunctionFile('hub_a.sql', `-- One.\n-- Two.\n${good}\n`)).toMatchObject({
      comment: '-- One.\n-- Two.',
      statement: good,
    });
  });

  test.each([
    ['a schema', good.replace('hub_a', 'public.hub_a')],
    ['another name', good.replace('hub_a', 'hub_b')],
    ['no OR REPLACE', good.replace(' OR REPLACE', '')],
    ['a statement before', `SELECT 1;\n${good}`],
    ['a statement after', `${good}\nSELECT 1;`],
    ['a second function', `${good}\n${sqlFunction('hub_a', 'SELECT 1', '(a text) RETURNS integer')}`],
    ['no statement', '-- Nothing.\n'],
    ['no semicolon', good.slice(0, -1)],
  ])('refuses a file with %s', (_, text) => {
    expect(() => parseFunctionFile('hub_a.sql', text)).toThrow('sql/functions/hub_a.sql must');
  });
});

describe('planFunctions', () => {
  const one = sqlFunction('hub_a', 'SELECT 1');
  const two = sqlFunction('hub_a', 'SELECT 2');

  test('finds nothing where only comments and the word REPLACE differ', () => {
    const plan = planFunctions(migrated(`-- Other.\n${one.replace(' OR REPLACE', '')}`), files(one));
    expect(plan).toEqual({ changes: [], up: [], down: [] });
  });

  test('replaces a changed body, and puts back the one before', () => {
    expect(planFunctions(migrated(one), files(two))).toEqual({
      changes: [{ name: 'hub_a', kind: 'changed' }],
      up: [`-- About hub_a.\n${two}`],
      down: [one],
    });
  });

  test.each([
    ['an argument more', '(a text DEFAULT NULL, b text DEFAULT NULL) RETURNS integer'],
    ["an argument's type", '(a bigint DEFAULT NULL) RETURNS integer'],
    ["an argument's name", '(b text DEFAULT NULL) RETURNS integer'],
    ['a default less', '(a text) RETURNS integer'],
    ['what it returns', '(a text DEFAULT NULL) RETURNS bigint'],
    ['OUT arguments', '(a text DEFAULT NULL, OUT b integer)'],
  ])('drops first, in both directions, where the signature differs: %s', (_, head) => {
    const before = sqlFunction('hub_a', 'SELECT 1', '(a text DEFAULT NULL) RETURNS integer');
    const after = sqlFunction('hub_a', 'SELECT 1', head);
    expect(planFunctions(migrated(before), files(after))).toEqual({
      changes: [{ name: 'hub_a', kind: 'changed signature' }],
      up: ['DROP FUNCTION hub_a;', `-- About hub_a.\n${after}`],
      down: ['DROP FUNCTION hub_a;', before],
    });
  });

  test('drops a new function in the down migration, and recreates a deleted one', () => {
    const other = sqlFunction('hub_b', 'SELECT 1');
    expect(planFunctions(migrated(one), files(other))).toEqual({
      changes: [
        { name: 'hub_a', kind: 'deleted' },
        { name: 'hub_b', kind: 'new' },
      ],
      up: ['DROP FUNCTION hub_a;', `-- About hub_b.\n${other}`],
      down: ['DROP FUNCTION hub_b;', one],
    });
  });

  test('makes what is called before what calls it, and does not mind a circle', () => {
    const calling = [
      sqlFunction('hub_a', 'SELECT hub_b() + hub_c()'),
      sqlFunction('hub_b', 'SELECT hub_c ()'),
      sqlFunction('hub_c', 'SELECT 1'),
      sqlFunction('hub_d', 'SELECT hub_e()'),
      sqlFunction('hub_e', 'SELECT hub_d() + hub_e()'),
    ];
    const order = planFunctions(new Map(), files(...calling)).up.map(
      (text) => /FUNCTION (\w+)/.exec(text)?.[1],
    );
    expect(order).toEqual(['hub_c', 'hub_b', 'hub_a', 'hub_e', 'hub_d']);
    const back = planFunctions(migrated(...calling), new Map()).down;
    expect(back.map((text) => /FUNCTION (\w+)/.exec(text)?.[1])).toEqual(order);
  });
});
