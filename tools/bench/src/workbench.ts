import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { freePort } from '@dreamteamhub/harness/product.ts';

/** The embedded database's `min_wal_size`. */
const LOG_MEGABYTES = 1024;
const READY_WITHIN_MS = 60_000;

/** A server that fails under load says so thousands of times; the first lines tell why. */
const SERVER_OUTPUT_CHARACTERS = 2_000;

/** A process that answers HTTP. */
export interface Server {
  readonly origin: string;
  readonly pid: number;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
}

/** A durable PostgreSQL of its own, its databases, and the processes of a benchmark; `close` removes all of it. */
export class Workbench {
  readonly directory: string;
  readonly #postgres: Promise<EmbeddedPostgres>;
  readonly #children = new Set<ChildProcess>();
  #closing: Promise<void> | undefined;

  private constructor(directory: string) {
    this.directory = directory;
    this.#postgres = startEmbeddedPostgres({ dataDir: directory });
    // Whoever waits for it is told; here it must only not end the process.
    this.#postgres.catch(() => undefined);
  }

  /** Does not wait for the database, so that an interrupt finds something to close from the first moment on. */
  static async open(): Promise<Workbench> {
    const directory = await mkdtemp(join(tmpdir(), 'hub-bench-'));
    // The database's own user must reach it.
    await chmod(directory, 0o755);
    return new Workbench(directory);
  }

  /** Returns the connection string of a database of this server, which may not exist yet. */
  async urlOf(database: string): Promise<string> {
    const url = new URL((await this.#postgres).superuserUrl);
    url.pathname = `/${database}`;
    return url.href;
  }

  async postmasterPid(): Promise<number> {
    const { dataDirectory } = await this.#postgres;
    return Number.parseInt(await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'), 10);
  }

  /** Makes an empty database, or a copy of `template`, in place of one of this name; returns its connection string. */
  async createDatabase(name: string, template = 'template0'): Promise<string> {
    await this.dropDatabase(name);
    await this.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return this.urlOf(name);
  }

  async dropDatabase(name: string): Promise<void> {
    await this.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  /**
   * Fills the database's log once around, as the first busy hours of a hub do: from then on its files are used again. A
   * new database makes one every 16 MiB instead, and all writers wait for it.
   */
  async fillLog(): Promise<void> {
    for (let megabytes = 0; megabytes < LOG_MEGABYTES; megabytes += 16)
      await this.query(`SELECT pg_logical_emit_message(false, 'bench', repeat('x', 16 * 1024 * 1024))`);
    await this.query('CHECKPOINT');
  }

  /** One statement, outside of any database that is measured. */
  async query(statement: string): Promise<Record<string, unknown>[]> {
    return this.withDatabase('postgres', async ({ pool }) => (await pool.query(statement)).rows);
  }

  async withDatabase<Result>(
    database: string,
    work: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    const connection = connectDatabase({ connectionString: await this.urlOf(database), maxConnections: 4 });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  /** Starts a TypeScript file that listens on PORT and waits until its /readyz says so; `flags` are Node's. */
  async startServer(file: string, env: Record<string, string>, flags: string[] = []): Promise<Server> {
    const port = await freePort();
    const args = [...flags, '--disable-warning=ExperimentalWarning', file];
    const child = this.#spawn(process.execPath, args, {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        ...env,
      },
    });
    const output = collect(child, SERVER_OUTPUT_CHARACTERS);
    const origin = `http://127.0.0.1:${port}`;
    for (const deadline = Date.now() + READY_WITHIN_MS; !(await isReady(origin)); await sleep(50)) {
      if (hasEnded(child) || Date.now() > deadline)
        throw new Error(`${file} did not get ready:\n${output()}`);
    }
    return {
      origin,
      pid: child.pid ?? 0,
      async stop() {
        if (hasEnded(child)) throw new Error(`${file} ended while it was measured:\n${output()}`);
        child.kill('SIGTERM');
        await once(child, 'exit');
        // Whatever a target had to say while it was measured belongs beside its numbers.
        if (output() !== '') console.warn(output().trimEnd());
      },
    };
  }

  /** Runs a program to its end; returns what it printed. `env` comes on top of PATH, and instead of all else. */
  async run(command: string, args: string[], { env, cwd }: RunOptions = {}): Promise<string> {
    const child = this.#spawn(command, args, {
      env: env === undefined ? process.env : { PATH: process.env.PATH, ...env },
      cwd,
    });
    const output = collect(child);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output()}`);
    return output();
  }

  /** Ends the processes, then the database, then removes its files. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    const postgres = await this.#postgres.catch(() => null);
    await postgres?.stop();
    for (const path of [postgres?.dataDirectory, this.directory]) {
      if (path !== undefined) await rm(path, { recursive: true, force: true });
    }
  }

  #spawn(command: string, args: string[], options: SpawnOptions): ChildProcess {
    if (this.#closing !== undefined) throw new Error('the benchmark was stopped');
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }
}

/** Returns what reads what a child has printed so far, up to `characters`. */
function collect(child: ChildProcess, characters = Number.POSITIVE_INFINITY): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      if (output.length < characters) output += chunk.slice(0, characters - output.length);
    });
  }
  return () => output;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}
