import { tracking } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { withTimeout } from '../../platform/with-timeout.ts';
import type { AffiliateDirectory, DirectoryEntry } from './affiliate-directory.ts';
import type { ClickSpool } from './click-spool.ts';
import type { ClickTokens } from './click-token.ts';
import { newEventId } from './event-id.ts';
import { addParameters, CLICK_TOKEN_PARAMETER, resolveTarget } from './redirect-target.ts';
import type { Reporter } from './reporter.ts';
import type { SpooledClick } from './spooled-click.ts';
import type { TrackingService } from './tracking-service.ts';

/** A visitor who follows an affiliate's link. */
export interface LinkVisit {
  handle: string;
  /** The link's query: `to`, the sub id as `s` or `subId`, and what is handed on. */
  parameters: URLSearchParams;
  referrer: string | null;
  reporter: Reporter;
  /** False for those who only look where the link leads, such as link previews. */
  isVisit: boolean;
}

/** A visitor is on the way within 150 ms. Looking up and recording may take this long … */
const RECORD_MILLISECONDS = 100;
/** … and the answer leaves at this time, whatever the disk does. */
const ANSWER_MILLISECONDS = 140;

const OWN_PARAMETERS = new Set(['to', 's', 'subId', CLICK_TOKEN_PARAMETER]);
const MAX_ADDRESS_CHARACTERS = 2048;

/** Sends visitors on to the storefront, and lets neither a slow database nor one that is away stop them. */
export class RedirectService {
  readonly #directory: Pick<AffiliateDirectory, 'peekByHandle' | 'findByHandle' | 'forget'>;
  readonly #tracking: Pick<TrackingService, 'recordClick'>;
  readonly #spool: ClickSpool;
  readonly #tokens: ClickTokens;
  readonly #now: () => Date;

  constructor(deps: {
    directory: Pick<AffiliateDirectory, 'peekByHandle' | 'findByHandle' | 'forget'>;
    tracking: Pick<TrackingService, 'recordClick'>;
    spool: ClickSpool;
    tokens: ClickTokens;
    now: () => Date;
  }) {
    this.#directory = deps.directory;
    this.#tracking = deps.tracking;
    this.#spool = deps.spool;
    this.#tokens = deps.tokens;
    this.#now = deps.now;
  }

  /**
   * Records the click and returns where to go. Throws `not_found` for an unknown affiliate, `bad_request` for a
   * parameter, `conflict` when the storefront has no origin, `unavailable` when the affiliate is not found in time.
   */
  async follow(visit: LinkVisit): Promise<URL> {
    const elapsed = startStopwatch();
    const at = this.#now();
    const eventId = newEventId(at);
    const input = tracking.tracking.recordClick.input.parse({
      handle: visit.handle,
      subId: visit.parameters.get('s') || visit.parameters.get('subId') || undefined,
      referrer: visit.referrer?.slice(0, MAX_ADDRESS_CHARACTERS),
    });
    const affiliate = await this.#find(visit.handle, elapsed);
    const target = targetOf(visit.parameters, affiliate);
    if (!visit.isVisit) return target;

    const landingPage = target.href.slice(0, MAX_ADDRESS_CHARACTERS);
    const click = {
      at: at.toISOString(),
      // By way of the schema, as a replay reads it: in another order, the same fields would be another click's.
      input: { ...tracking.tracking.recordClick.input.parse({ ...input, eventId, landingPage }), eventId },
      reporter: visit.reporter,
    };
    await this.#record(click, elapsed);
    const token = this.#tokens.sign({ affiliateId: affiliate.id, eventId });
    return addParameters(target, [[CLICK_TOKEN_PARAMETER, token]]);
  }

  async #find(handle: string, elapsed: () => number): Promise<DirectoryEntry> {
    const known = this.#directory.peekByHandle(handle);
    // A person who just allowed the first origin tries a link next, and must not be told to allow one.
    if (known?.allowedOrigins.length === 0) this.#directory.forget({ handle });
    else if (known !== undefined) return known;

    const lookUp = Promise.resolve(this.#directory.findByHandle(handle));
    const affiliate = await withTimeout(lookUp, RECORD_MILLISECONDS - elapsed());
    if (affiliate === 'late') {
      throw new AppError('unavailable', 'the database is too slow to say where this link leads; try again');
    }
    if (affiliate === null) {
      throw new AppError('not_found', `handle: there is no affiliate "${handle}"`);
    }
    return affiliate;
  }

  /** Returns when the click is committed, in the spool, or when there is no time left. */
  async #record(click: SpooledClick, elapsed: () => number): Promise<void> {
    const recording = this.#tracking.recordClick(click.input, click.reporter);
    try {
      const receipt = await withTimeout(recording, RECORD_MILLISECONDS - elapsed());
      if (receipt !== 'late') return;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') throw error;
    }
    const fate = this.#spool.append(click);
    // One that was only late needs no replay; one that failed does.
    void Promise.all([recording, fate]).then(
      () => this.#spool.settle(click.input.eventId),
      () => undefined,
    );
    await withTimeout(fate, ANSWER_MILLISECONDS - elapsed());
  }
}

function targetOf(parameters: URLSearchParams, affiliate: DirectoryEntry): URL {
  const [to, ...others] = parameters.getAll('to');
  if (others.length > 0) throw badField('to', 'must be given once');
  const target = resolveTarget(to || undefined, {
    slug: affiliate.storefrontSlug,
    allowedOrigins: affiliate.allowedOrigins,
  });
  // Another click's token, copied along with an address.
  if (target.searchParams.has(CLICK_TOKEN_PARAMETER)) target.searchParams.delete(CLICK_TOKEN_PARAMETER);
  return addParameters(
    target,
    [...parameters].filter(([name]) => !OWN_PARAMETERS.has(name)),
  );
}

/** Returns a function that tells the milliseconds since this call, by a monotonic clock. */
function startStopwatch(): () => number {
  const startedAt = performance.now();
  return () => performance.now() - startedAt;
}
