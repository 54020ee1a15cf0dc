// Documents: links and paths lead somewhere, and lines are short enough to review their diffs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from './paths.mjs';

const LONGEST_LINE = 120;
/** Written by a tool, with lines of its own. */
const NOT_OURS = /(^|\/)CHANGELOG\.md$/;
/** Paths of the repository that a document names, such as `apps/api/src/app.ts`. */
const PATH_IN_CODE = /`((?:apps|packages|tools|scripts|docs|examples)\/[\w./-]+)`/g;
const LINK = /\]\(([^)\s]+)\)/g;

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !NOT_OURS.test(file) && existsSync(join(root, file)));

/** GitHub's name for a heading. @param {string} heading */
const anchorOf = (heading) =>
  heading
    .replace(/`/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replace(/ /g, '-');

/** @param {string} file */
function anchors(file) {
  const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map((match) => anchorOf(match[1] ?? ''));
  return new Set(headings);
}

/** @param {string} file */
function read(file) {
  return readFileSync(join(root, file), 'utf8');
}

/** What is wrong with a link; undefined when it leads somewhere. @param {string} file @param {string} link */
function brokenLink(file, link) {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : normalize(join(dirname(file), path));
  if (!existsSync(join(root, target))) return `the link "${link}" leads nowhere`;
  if (anchor !== undefined && target.endsWith('.md') && !anchors(target).has(anchor)) {
    return `the link "${link}" names no heading of ${target}`;
  }
  return undefined;
}

/** @param {string} file */
function problemsOf(file) {
  let isCode = false;
  return read(file)
    .split('\n')
    .flatMap((line, index) => {
      if (/^\s*```/.test(line)) isCode = !isCode;
      const links = isCode ? [] : [...line.matchAll(LINK)].map((match) => brokenLink(file, match[1] ?? ''));
      const paths = isCode ? [] : [...line.matchAll(PATH_IN_CODE)].map((match) => match[1] ?? '');
      const isLong = !isCode && [...line].length > LONGEST_LINE && !/^\s*\||https?:\/\//.test(line);
      return [
        ...links.filter((problem) => problem !== undefined),
        ...paths.filter((path) => !existsSync(join(root, path))).map((path) => `there is no ${path}`),
        ...(isLong ? [`the line has more than ${LONGEST_LINE} characters`] : []),
      ].map((problem) => `${file}:${index + 1}: ${problem}`);
    });
}

const problems = documents.flatMap(problemsOf);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
