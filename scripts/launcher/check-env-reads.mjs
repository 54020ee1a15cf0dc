import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './fingerprint.mjs';
import { root } from './paths.mjs';

/** All configuration enters through env.ts, where it is validated and documented. These may read on their own. */
const MAY_READ = [
  /^apps\/api\/src\/platform\/env\.ts$/,
  /^packages\/db\/src\/test\//,
  /\.config\.[cm]?[jt]s$/,
  /^(apps|packages)\/[^/]+\/(scripts|test)\//,
  /^tools\//,
];

const violations = ['apps', 'packages', 'tools']
  .flatMap(sourceFiles)
  .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !MAY_READ.some((pattern) => pattern.test(file)))
  .flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /\bprocess\.env\b|\bprocess\[['"]env['"]\]/.test(line)
          ? [`${file}:${index + 1}: ${line.trim()}`]
          : [],
      ),
  );

for (const violation of violations) console.error(violation);
if (violations.length > 0)
  console.error('\nOnly apps/api/src/platform/env.ts reads process.env; take the value from deps instead.');
process.exitCode = violations.length > 0 ? 1 : 0;
