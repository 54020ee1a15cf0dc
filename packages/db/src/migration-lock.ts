import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** An arbitrary constant that must be the same in every version of the hub. */
const MIGRATION_LOCK = 7_200_101;

/** Someone who waits that long at a terminal wants to know for whom. */
const SAY_AFTER_MILLISECONDS = 1_000;
const TRY_EVERY_MILLISECONDS = 200;
/** Longer than migrations of a large database take, and shorter than a person looks at a start that says nothing. */
const DEADLINE_MILLISECONDS = 5 * 60_000;

export interface MigrationLockOptions {
  /** Called once when another process holds the lock for a second, with a line that says who. */
  onWait?: ((line: string) => void) | undefined;
  /** Ends the wait at once, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long to wait for the lock; default five minutes. */
  waitMilliseconds?: number | undefined;
}

/**
 * Does the work while no other process migrates this database. Without the lock, two migrators at once would both apply.
 *
 * The client's session must be its own: a lock that is taken through a pooler in transaction mode stays in a session that
 * others get, and nobody can give it back.
 */
export async function underMigrationLock(
  client: Client,
  options: MigrationLockOptions,
  work: () => Promise<void>,
): Promise<void> {
  await waitForLock(client, options);
  try {
    await work();
  } finally {
    // A connection that is gone has given it back.
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
  }
}

// By trying, not by waiting in the server: a wait there ends neither for a signal nor for a deadline of ours.
async function waitForLock(
  client: Client,
  { onWait, signal, waitMilliseconds = DEADLINE_MILLISECONDS }: MigrationLockOptions,
): Promise<void> {
  const since = performance.now();
  let hasSaid = false;
  while (!(await tryLock(client))) {
    const waited = performance.now() - since;
    if (waited >= waitMilliseconds) {
      throw new Error(
        `waited ${seconds(waited)} for the migration lock: ${await describeHolder(client)}.\n` +
          'Start again when it is done. If it is not migrating, end its session: SELECT pg_terminate_backend(pid).',
      );
    }
    if (!hasSaid && waited >= SAY_AFTER_MILLISECONDS) {
      hasSaid = true;
      onWait?.(
        `waiting for the migration lock, for ${seconds(waitMilliseconds)} at most: ${await describeHolder(client)}`,
      );
    }
    await sleep(Math.min(TRY_EVERY_MILLISECONDS, waitMilliseconds), undefined, { signal }).catch(() =>
      signal?.throwIfAborted(),
    );
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ is_mine: boolean }>('SELECT pg_try_advisory_lock($1) AS is_mine', [
    MIGRATION_LOCK,
  ]);
  return rows[0]?.is_mine ?? false;
}

interface Holder {
  pid: number;
  application_name: string | null;
  address: string | null;
  state: string | null;
  seconds: number | null;
}

/** Who holds the lock, in words. Of sessions of other users, PostgreSQL may tell the pid only. */
async function describeHolder(client: Client): Promise<string> {
  const { rows } = await client.query<Holder>(
    `SELECT held.pid, activity.application_name, host(activity.client_addr) AS address, activity.state,
            extract(epoch FROM clock_timestamp() - activity.state_change)::float8 AS seconds
     FROM pg_locks AS held LEFT JOIN pg_stat_activity AS activity USING (pid)
     WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
       AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND held.classid::bigint = $1::bigint >> 32 AND held.objid::bigint = $1::bigint & 4294967295`,
    [MIGRATION_LOCK],
  );
  const holder = rows[0];
  if (holder === undefined) return 'its holder has just given it back';
  const name = holder.application_name || 'without an application_name';
  const from = holder.address === null ? '' : ` from ${holder.address}`;
  const state =
    holder.state === null ? '' : `, ${holder.state} for ${seconds((holder.seconds ?? 0) * 1_000)}`;
  return `process ${holder.pid} (${name}${from}${state}) holds it`;
}

const seconds = (milliseconds: number) => `${Math.max(0, Math.round(milliseconds / 1_000))} s`;
