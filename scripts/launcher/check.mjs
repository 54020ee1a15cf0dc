import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { carriedNode, root, tool } from './paths.mjs';
import { run } from './run.mjs';

const envReads = fileURLToPath(new URL('./check-env-reads.mjs', import.meta.url));
const docs = fileURLToPath(new URL('./check-docs.mjs', import.meta.url));
/** @param {string} name */
const forConsumers = (name) => [
  '--disable-warning=ExperimentalWarning',
  join(root, 'tools', 'consumers', 'src', name),
];

/**
 * What is checked. `isUnavailable`: an output that says that the check could not be made, for want of something outside;
 * `tells`: the last line of the output is worth reading when all is well, or the lines that match.
 * @type {() => { title: string, command: string, args: string[], isUnavailable?: RegExp, tells?: boolean | RegExp }[]}
 */
const steps = () => [
  { title: 'format and lint (biome)', command: tool('biome'), args: ['check', '.'] },
  { title: 'types (tsc)', command: tool('turbo'), args: ['run', 'typecheck', '--output-logs=errors-only'] },
  {
    title: 'who imports whom (dependency-cruiser)',
    command: tool('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'tools'],
  },
  { title: 'who reads the environment', command: carriedNode(), args: [envReads] },
  { title: 'links, paths and lines of the documents', command: carriedNode(), args: [docs] },
  {
    title: 'the code in the documents: compiled, run',
    command: carriedNode(),
    args: forConsumers('check-doc-blocks.ts'),
    tells: true,
  },
  {
    title: 'the OpenAPI document (redocly, spectral)',
    command: carriedNode(),
    args: forConsumers('check-openapi.ts'),
  },
  { title: 'unused files, exports and dependencies (knip)', command: tool('knip'), args: [] },
  { title: 'workspace consistency (sherif)', command: tool('sherif'), args: [] },
  {
    title: 'the package as published (publint, attw, size)',
    command: tool('turbo'),
    args: ['run', 'check:package', '--output-logs=errors-only'],
  },
  {
    title: 'the weight of the pages',
    command: tool('turbo'),
    args: ['run', 'check:weight', '--output-logs=full', '--log-prefix=none'],
    tells: / kB /,
  },
  {
    title: 'known vulnerabilities of what is shipped (pnpm audit)',
    command: tool('pnpm'),
    args: ['audit', '--prod', '--audit-level=high', '--config.fetch-retries=0'],
    // Mirrors have no advisories, and trains have no network: neither says anything about the dependencies.
    isUnavailable:
      /ERR_PNPM_AUDIT_BAD_RESPONSE|ERR_PNPM_AUDIT_ENDPOINT_NOT_EXISTS|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|error sending request/,
  },
];

/** Runs every check, shows the whole output of those that fail, and returns the exit code. */
export async function check() {
  const failed = [];
  for (const { title, command, args, isUnavailable, tells } of steps()) {
    const begin = Date.now();
    const { code, output } = await run(command, args, { isCaptured: true });
    const seconds = `${((Date.now() - begin) / 1000).toFixed(1)} s`;
    if (code !== 0 && isUnavailable?.test(output)) {
      console.log(`SKIPPED ${title}: the registry answers no such question`);
      continue;
    }
    console.log(
      code === 0 ? `ok      ${title} (${seconds})` : `FAILED  ${title} (${seconds})\n\n${output.trimEnd()}\n`,
    );
    if (code === 0 && tells) {
      const lines = output.trimEnd().split('\n');
      const told = tells === true ? lines.slice(-1) : lines.filter((line) => tells.test(line));
      for (const line of told) console.log(`        ${line}`);
    }
    if (code !== 0) failed.push(title);
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `${failed.length} failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
