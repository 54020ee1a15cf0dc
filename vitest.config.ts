import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const databaseSetup = new URL('packages/db/src/test/global-setup.ts', import.meta.url).pathname;
const dataDirSetup = new URL('tools/harness/src/template-data-dir.ts', import.meta.url).pathname;
const hubSetup = new URL('apps/api/test/support/global-setup.ts', import.meta.url).pathname;

/** Whole-app tests with a browser or other processes: a project of their own, because they take their time. */
const endToEnd = 'test/e2e/**/*.test.ts';

/** They take longest, so they begin first: at the end, one of them would have everybody wait. */
const LONGEST = [
  'apps/api/test/e2e/every-page.test.ts',
  'tools/drills/src/crash.test.ts',
  'tools/drills/src/click-crash.test.ts',
  'tools/drills/src/failover.test.ts',
  'apps/api/test/security/hostile-walk.test.ts',
  'apps/api/test/e2e/cluster.test.ts',
  'apps/api/test/e2e/tracker-in-a-page.test.ts',
  'apps/api/test/e2e/product.test.ts',
  'apps/api/test/cli/cli.test.ts',
].map((path) => new URL(path, import.meta.url).pathname);

const missing = LONGEST.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`no such tests: ${missing.join(', ')}`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.includes(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** For what hangs. A machine with ten other things to do takes ten times as long, and that is no failure. */
const limits = { testTimeout: 120_000, hookTimeout: 120_000 };

/** What a test waits for comes at once on a machine of its own. Vitest waits a second, which a busy one may take. */
const patience = { expect: { poll: { timeout: 30_000 } } };

/**
 * Test files of a worker share their modules: to load the whole hub anew takes seconds of a processor, for each file. What
 * a file changes for all (clocks, spies, globals) it must put back; vitest does so for spies and stubs.
 */
const together = { isolate: false, restoreMocks: true, unstubGlobals: true, unstubEnvs: true };

function nodeProject(name: string, root: string, extra: { globalSetup?: string[]; exclude?: string[] } = {}) {
  return {
    test: {
      name,
      root,
      environment: 'node' as const,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      ...limits,
      ...patience,
      ...together,
      ...extra,
    },
  };
}

function slowProject(name: string, root: string, include: string) {
  return {
    test: {
      name,
      root,
      environment: 'node' as const,
      include: [include],
      globalSetup: [dataDirSetup],
      // A walk through every page, in both themes, is long.
      testTimeout: 600_000,
      hookTimeout: 300_000,
      ...patience,
      ...together,
    },
  };
}

export default defineConfig({
  test: {
    // One more than the cores: tests wait for databases, processes and clocks as much as they compute.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['./scripts/launcher/build-first.mjs'],
    reporters: ['default', './scripts/launcher/counts-reporter.mjs'],
    projects: [
      nodeProject('db', 'packages/db', { globalSetup: [databaseSetup] }),
      nodeProject('notifiers', 'packages/notifiers'),
      nodeProject('sdk', 'packages/sdk'),
      nodeProject('api', 'apps/api', { globalSetup: [hubSetup], exclude: [endToEnd] }),
      slowProject('e2e', 'apps/api', endToEnd),
      slowProject('drills', 'tools/drills', 'src/**/*.test.ts'),
      {
        test: {
          name: 'web',
          root: 'apps/web',
          environment: 'node',
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
          ...limits,
          ...patience,
          ...together,
        },
      },
    ],
  },
});
