import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block of a document. */
export interface Block {
  file: string;
  /** Of its first line of code. */
  line: number;
  language: string;
  code: string;
}

/** What users read; ARCHITECTURE, CONTRIBUTING and the decisions show parts of the source. */
const DOCUMENTS = [
  'README.md',
  'docs/*.md',
  'packages/sdk/*.md',
  'packages/sdk/llms.txt',
  'examples/**/*.md',
];
const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

/** Every block of every document for users, with the language that its fence says. */
export function docBlocks(): Block[] {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', ...DOCUMENTS],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  return files
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('CHANGELOG.md'))
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return [...text.matchAll(FENCE)].map(([, indent = '', language = '', code = ''], index, all) => ({
        file,
        line: text.slice(0, all[index]?.index).split('\n').length + 1,
        language,
        code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }));
    });
}
