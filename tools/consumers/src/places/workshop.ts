import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tries the package somewhere. */
export type Place = (at: {
  /** An empty folder. */
  folder: string;
  tarball: string;
  /** Says that something works, or what is wrong with it. */
  tell(what: string, problem?: unknown): void;
}) => Promise<void>;

/** Runs a program; throws with all that it said. */
export function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): string {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 600_000,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error(`${command} ${args.join(' ')}: ${`${stdout}${stderr}`.trim() || message}`);
  }
}

export function write(folder: string, files: Record<string, string | object>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}

/** Lays out a project of its own that has the package and these dependencies. */
export function install(folder: string, tarball: string, dependencies: Record<string, string>): void {
  write(folder, {
    'package.json': {
      name: 'shop',
      private: true,
      type: 'module',
      dependencies: { '@dreamteamhub/sdk': `file:${tarball}`, ...dependencies },
    },
  });
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

/** Tries one thing, and says how it went. */
export function attempt(tell: Parameters<Place>[0]['tell'], what: string, work: () => unknown): void {
  try {
    work();
    tell(what);
  } catch (error) {
    tell(what, error instanceof Error ? error.message : error);
  }
}
