import type { Pool } from 'pg';
import { bigintArray, dateArray, integerArray, textArrayOrNull } from '../core/binary-array.ts';
import { wordArray } from '../core/pg-array.ts';
import { Pipeline } from '../core/pipeline.ts';
import { runStatement, type Statement } from '../core/statement.ts';
import type { Executor } from '../database.ts';
import { type EventIdentity, eventDay } from './event-id.ts';

export interface ClickData {
  storefrontId: number;
  affiliateId: number;
  pixelId: string;
  event?: EventIdentity | undefined;
  visitorKey: string;
  /** The same visitor's key under yesterday's salt, when the dedup window may reach back past midnight. */
  previousVisitorKey?: string | undefined;
  /** Already cut to the network. */
  ipAddress: string | null;
  userAgent: string | null;
  referrer: string | null;
  landingPage: string | null;
  subId: string | null;
  isBot: boolean;
  /** Whether its affiliate was paused when last looked up: holds where the affiliate's row cannot be read right now. */
  isPaused?: boolean;
}

type NotCountedReason = 'bot' | 'duplicate' | 'paused';

export type ClickResult =
  /** `repeated`: this event id was answered before, with this answer. */
  | { outcome: 'inserted' | 'repeated'; clickId: number; reason: NotCountedReason | null }
  /** The event id was used before with another body. */
  | { outcome: 'event_mismatch' }
  /** The affiliate was archived. */
  | { outcome: 'unknown_affiliate' };

const STATEMENT = `
SELECT array_to_string(outcomes, ',') AS outcomes, array_to_string(click_ids, ',') AS click_ids,
       array_to_string(reasons, ',', '') AS reasons
FROM hub_record_clicks(make_interval(secs => $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** The statement's row: comma-separated lists. */
interface Answer extends Record<string, unknown> {
  outcomes: string;
  click_ids: string;
  reasons: string;
}

/**
 * Writes clicks in batches, with one round trip and one commit per batch. Needs its own connections, so that clicks do
 * not queue behind pages and reports.
 */
export class ClickDao {
  readonly #pipeline: Pipeline;

  /** Gives up a connection that does not answer within `timeoutMilliseconds`; unset: never. */
  constructor(deps: { pool: Pool; timeoutMilliseconds?: number }) {
    this.#pipeline = new Pipeline(deps);
  }

  /**
   * Records clicks with their event ids, dedup and rollup in one transaction, all or none. Resolves after the commit with
   * a result for each, in the same order. A visitor counts once per affiliate in `dedupSeconds`.
   */
  async recordClicks(
    clicks: readonly ClickData[],
    options: { dedupSeconds: number },
  ): Promise<ClickResult[]> {
    const [answer] = await this.#pipeline.query<Answer>(statement(clicks, options));
    return readAnswer(answer);
  }
}

/** Records one click in the caller's transaction, or in one of its own. */
export async function recordClick(
  db: Executor,
  click: ClickData,
  options: { dedupSeconds: number },
): Promise<ClickResult> {
  const [answer] = await runStatement<Answer>(db, statement([click], options));
  const [result] = readAnswer(answer);
  if (result === undefined) throw new Error('the database returned no result for a click');
  return result;
}

function statement(clicks: readonly ClickData[], { dedupSeconds }: { dedupSeconds: number }): Statement {
  return { name: 'hub_record_clicks', text: STATEMENT, values: [dedupSeconds, ...clickArrays(clicks)] };
}

/**
 * The function's arrays, in the order of its parameters. Event ids stay text: they need no escaping, and the database
 * parses them faster than we would.
 */
function clickArrays(clicks: readonly ClickData[]): (Buffer | string | null)[] {
  return [
    integerArray(clicks, (click) => click.storefrontId),
    integerArray(clicks, (click) => click.affiliateId),
    textArrayOrNull(clicks, (click) => click.pixelId),
    wordArray(clicks, (click) => click.event?.eventId ?? null),
    dateArray(clicks, (click) => (click.event === undefined ? 0 : eventDay(click.event.eventId))),
    bigintArray(clicks, (click) => click.event?.bodyHash ?? 0n),
    textArrayOrNull(clicks, (click) => click.visitorKey),
    textArrayOrNull(clicks, (click) => click.previousVisitorKey ?? null),
    wordArray(clicks, (click) => (click.isBot ? 'bot' : click.isPaused ? 'paused' : null)),
    textArrayOrNull(clicks, (click) => click.ipAddress),
    textArrayOrNull(clicks, (click) => click.userAgent),
    textArrayOrNull(clicks, (click) => click.referrer),
    textArrayOrNull(clicks, (click) => click.landingPage),
    textArrayOrNull(clicks, (click) => click.subId),
  ];
}

function readAnswer(answer: Answer | undefined): ClickResult[] {
  if (answer === undefined) throw new Error('the database returned no results for clicks');
  const clickIds = answer.click_ids.split(',');
  const reasons = answer.reasons.split(',');
  return answer.outcomes.split(',').map((outcome, place): ClickResult => {
    if (outcome === 'event_mismatch' || outcome === 'unknown_affiliate') return { outcome };
    const reason = reasons[place] as NotCountedReason | '' | undefined;
    return {
      outcome: outcome as 'inserted' | 'repeated',
      clickId: Number(clickIds[place]),
      reason: reason === undefined || reason === '' ? null : reason,
    };
  });
}
