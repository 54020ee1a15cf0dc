// Every block of the documents for users: TypeScript compiles under strict and runs, everything else is at least what its
// fence says. Prints how many were found, compiled and run.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { describeApi } from '@dreamteamhub/api/app.ts';
import openapiTypescript, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { type Block, docBlocks } from './doc-blocks.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../.blocks/');
const problems: string[] = [];
const tell = ({ file, line }: Block, message: string, offset = 0) =>
  problems.push(`${file}:${line + offset}: ${message}`);

const isProgram = ({ language }: Block) => /^(?:tsx?|jsx?)$/.test(language);
/** These are not installed here; see next.d.ts. */
const needsOthers = ({ code }: Block) => /from '(?:next\/|eventsource')/.test(code);

async function layOut(programs: Block[]): Promise<Map<string, Block>> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of ['shop.ts', 'next.d.ts']) copyFileSync(here(`shop/${name}`), join(folder, name));
  const api = await openapiTypescript(describeApi('https://hub.example.com') as never, { silent: true });
  writeFileSync(join(folder, 'hub-api.ts'), astToString(api));
  return new Map(
    programs.map((block, index) => {
      const path = join(folder, `block-${index}.${block.language}`);
      // A module, as in a project of the reader.
      writeFileSync(path, /^(?:import|export) /m.test(block.code) ? block.code : `${block.code}export {};\n`);
      return [path, block];
    }),
  );
}

function compile(byPath: Map<string, Block>): void {
  const program = ts.createProgram([...byPath.keys(), join(folder, 'next.d.ts')], {
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    jsx: ts.JsxEmit.ReactJSX,
    types: ['node'],
    strict: true,
    noUnusedLocals: false,
    skipLibCheck: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
  });
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n  ');
    const block = file && byPath.get(file.fileName);
    if (block) tell(block, message, file.getLineAndCharacterOfPosition(start).line);
    else problems.push(`${file?.fileName ?? 'compiler'}: ${message}`);
  }
}

function run(byPath: Map<string, Block>): string[] {
  const runnable = [...byPath].filter(([, block]) => !needsOthers(block)).map(([path]) => path);
  const files = runnable.map((path) => {
    if (!path.endsWith('x')) return path;
    // Node strips types, and knows no JSX.
    const { outputText } = ts.transpileModule(ts.sys.readFile(path) ?? '', {
      compilerOptions: {
        jsx: ts.JsxEmit.ReactJSX,
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
      },
    });
    const plain = path.replace(/\.\w+$/, '.mjs');
    writeFileSync(plain, outputText);
    return plain;
  });
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', here('run-doc-blocks.ts'), ...files],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (status !== 0) {
    const named = runnable.reduce(
      (text, path, index) => text.replaceAll(files[index] ?? path, placeOf(byPath.get(path))),
      stderr,
    );
    problems.push(named.trim());
  }
  return runnable;
}

const placeOf = (block?: Block) => `${block?.file}:${block?.line}`;

/** What a fence other than a program's says. */
const readers: Record<string, (block: Block) => void> = {
  json: ({ code }) => void JSON.parse(code),
  http: ({ code }) => void JSON.parse(code.replace(/^[A-Z]+ .*\n/, '')),
  sh: ({ code }) => void execFileSync('bash', ['-n'], { input: code, stdio: ['pipe', 'ignore', 'pipe'] }),
  html(block) {
    for (const [, attributes = '', script = ''] of block.code.matchAll(
      /<script([^>]*)>([\s\S]*?)<\/script>/g,
    )) {
      new Script(script);
      // Of a policy that names an inline script by its hash.
      const [, hash] = /'sha256-([^']+)'/.exec(block.code) ?? [];
      const isNamed = hash !== undefined && !attributes.includes('src=');
      if (isNamed && createHash('sha256').update(script).digest('base64') !== hash) {
        throw new Error(`the policy names another script than ${script}`);
      }
    }
  },
  nginx: ({ code }) => {
    if (code.split('{').length !== code.split('}').length) throw new Error('braces do not match');
  },
};
/** Plain text, settings of other programs, and SQL, which the database's own tests run. */
const UNREAD = new Set(['', 'sql']);

const blocks = docBlocks();
const programs = blocks.filter(isProgram);
const byPath = await layOut(programs);
compile(byPath);
const ran = problems.length === 0 ? run(byPath) : [];
let read = 0;
for (const block of blocks.filter((one) => !isProgram(one) && !UNREAD.has(one.language))) {
  const reader = readers[block.language];
  if (reader === undefined) tell(block, `a fence says what it holds, and not "${block.language}"`);
  try {
    reader?.(block);
    read++;
  } catch (error) {
    tell(block, error instanceof Error ? error.message : String(error));
  }
}
for (const problem of problems) console.error(problem);
console.log(
  `${blocks.length} blocks: ${programs.length} programs, of which ${programs.length} were compiled and ${ran.length} run; ${read} others read.`,
);
if (problems.length > 0) process.exitCode = 1;
rmSync(folder, { recursive: true });
