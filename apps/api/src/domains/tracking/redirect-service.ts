import { tracking } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { newEventId } from '../../platform/event-id.ts';
import { withTimeout } from '../../platform/with-timeout.ts';
import type { AffiliateDirectory, DirectoryEntry } from './affiliate-directory.ts';
import type { ClickSpool } from './click-spool.ts';
import type { ClickTokens } from './click-token.ts';
import { CLICK_TOKEN_PARAMETER, type LinkAddress, TEST_KEY_PARAMETER } from './link-address.ts';
import { addParameters, resolveTarget } from './redirect-target.ts';
import type { Reporter } from './reporter.ts';
import type { SpooledClick } from './spooled-click.ts';
import type { StorefrontHomes } from './storefront-homes.ts';
import type { TrackingService } from './tracking-service.ts';

/** A visitor who follows an affiliate's link. */
export interface LinkVisit {
  address: LinkAddress;
  referrer: string | null;
  reporter: Reporter;
  /** False for those who only look where the link leads, such as link previews. */
  isVisit: boolean;
}

/** Why a link does not lead where it says. */
export type LinkProblem =
  /** No affiliate has this handle, or no longer. */
  | 'unknown_affiliate'
  /** `to` is no address on an origin of the storefront, or there are several. */
  | 'target_not_allowed'
  | 'target_repeated'
  /** The storefront has no origin that a link may lead to. */
  | 'no_origin'
  /** It has a `test_key` that is no publishable key of test mode: nothing is recorded. */
  | 'not_a_test_key'
  /** The database is too slow to say whose link it is. */
  | 'unavailable';

/** A visit that is recorded, or on its way there. */
export interface RecordedVisit {
  eventId: string;
  /** Of test mode: its key. */
  testKey?: TestKey;
}

interface TestKey {
  id: number;
  storefrontId: number;
}

/** Where a link leads. */
export interface Destination {
  /** Null when there is no shop to send anybody to. */
  url: URL | null;
  problem: LinkProblem | null;
  /** The visit was one of test mode. */
  isTest?: boolean;
  visit?: RecordedVisit;
}

/** What clicks of test mode are recorded with. */
export interface TestLinks {
  tracking: Pick<TrackingService, 'recordClick'>;
  tokens: ClickTokens;
  /** Returns a publishable test key; null for any other text. */
  findKey(key: string): Promise<TestKey | null>;
}

/** A visitor is on the way within 150 ms. Recording may take this long … */
const RECORD_MILLISECONDS = 100;
/** … and the answer leaves at this time, whatever the disk does. */
const ANSWER_MILLISECONDS = 140;
/** Only a link that this process does not know yet may take longer: without its affiliate it leads nowhere. */
const FIND_MILLISECONDS = 2_000;

const OWN_PARAMETERS = new Set(['to', 's', 'subId', CLICK_TOKEN_PARAMETER, TEST_KEY_PARAMETER]);
const MAX_ADDRESS_CHARACTERS = 2048;
const MAX_SUB_ID_CHARACTERS = 255;

/**
 * Sends visitors on to the storefront: neither a slow database nor one that is away stops them, nor a mistake in the
 * link, which leads to the shop's home page.
 */
export class RedirectService {
  readonly #directory: Pick<AffiliateDirectory, 'peekByHandle' | 'findByHandle' | 'forget'>;
  readonly #tracking: Pick<TrackingService, 'recordClick'>;
  readonly #homes: Pick<StorefrontHomes, 'home'>;
  readonly #spool: ClickSpool;
  readonly #tokens: ClickTokens;
  readonly #test: TestLinks;
  readonly #now: () => Date;

  constructor(deps: {
    directory: Pick<AffiliateDirectory, 'peekByHandle' | 'findByHandle' | 'forget'>;
    tracking: Pick<TrackingService, 'recordClick'>;
    homes: Pick<StorefrontHomes, 'home'>;
    spool: ClickSpool;
    tokens: ClickTokens;
    test: TestLinks;
    now: () => Date;
  }) {
    this.#directory = deps.directory;
    this.#tracking = deps.tracking;
    this.#homes = deps.homes;
    this.#spool = deps.spool;
    this.#tokens = deps.tokens;
    this.#test = deps.test;
    this.#now = deps.now;
  }

  /** Records the click and returns where to go. Rejects when the database fails to say whose link it is. */
  async follow(visit: LinkVisit): Promise<Destination> {
    const elapsed = startStopwatch();
    const at = this.#now();
    const eventId = newEventId(at);
    const { handle, parameters } = visit.address;
    const input = tracking.tracking.recordClick.input.safeParse({
      handle,
      subId: cut(parameters.get('s') || parameters.get('subId'), MAX_SUB_ID_CHARACTERS),
      referrer: cut(visit.referrer, MAX_ADDRESS_CHARACTERS),
    });
    // All else was cut to fit: a text that no handle can be.
    if (!input.success) return this.goHome('unknown_affiliate');
    const affiliate = await this.#find(handle);
    if (affiliate === 'late') return this.goHome('unavailable');
    if (affiliate === null) return this.goHome('unknown_affiliate');
    const destination = destinationOf(parameters, affiliate);
    if (destination.url === null || !visit.isVisit) return destination;

    const landingPage = destination.url.href.slice(0, MAX_ADDRESS_CHARACTERS);
    const click = {
      at: at.toISOString(),
      // By way of the schema, as a replay reads it: in another order, the same fields would be another click's.
      input: {
        ...tracking.tracking.recordClick.input.parse({ ...input.data, eventId, landingPage }),
        eventId,
      },
      reporter: visit.reporter,
    };
    const testKey = parameters.get(TEST_KEY_PARAMETER);
    if (testKey !== null) return this.#followInTestMode({ testKey, destination, click, affiliate });
    if ((await this.#record(click, elapsed)) === 'unknown') return this.goHome('unknown_affiliate');
    const token = this.#tokens.sign({ affiliateId: affiliate.id, eventId });
    const url = addParameters(destination.url, [[CLICK_TOKEN_PARAMETER, token]]);
    return { ...destination, url, visit: { eventId } };
  }

  /** Records a test click. It is never kept for later: a developer who looks on is told at once. */
  async #followInTestMode({
    testKey,
    destination,
    click,
    affiliate,
  }: {
    testKey: string;
    destination: Destination;
    click: SpooledClick;
    affiliate: DirectoryEntry;
  }): Promise<Destination> {
    const { eventId } = click.input;
    let found: TestKey | null;
    try {
      found = await this.#test.findKey(testKey);
      if (found === null) return { ...destination, problem: 'not_a_test_key' };
      const { storefrontId } = found;
      await this.#test.tracking.recordClick(click.input, { ...click.reporter, storefrontId });
    } catch (error) {
      const isUnknown = error instanceof AppError && error.code === 'not_found';
      return { ...destination, problem: isUnknown ? 'unknown_affiliate' : 'unavailable', isTest: true };
    }
    const token = this.#test.tokens.sign({ affiliateId: affiliate.id, eventId });
    const url = destination.url && addParameters(destination.url, [[CLICK_TOKEN_PARAMETER, token]]);
    return { ...destination, url, isTest: true, visit: { eventId, testKey: found } };
  }

  /** Returns the way for a visitor whose link leads to no known storefront. */
  async goHome(problem: LinkProblem): Promise<Destination> {
    const home = await withTimeout(this.#homes.home(), FIND_MILLISECONDS);
    return { url: home === null || home === 'late' ? null : new URL(home), problem };
  }

  async #find(handle: string): Promise<DirectoryEntry | null | 'late'> {
    const known = this.#directory.peekByHandle(handle);
    // A person who just allowed the first origin tries a link next, and must not be told to allow one.
    if (known?.allowedOrigins.length === 0) this.#directory.forget({ handle });
    else if (known !== undefined) return known;
    return withTimeout(Promise.resolve(this.#directory.findByHandle(handle)), FIND_MILLISECONDS);
  }

  /**
   * Returns when the click is committed, in the spool, beyond a limit, or when there is no time left; or that its
   * affiliate is gone.
   */
  async #record(click: SpooledClick, elapsed: () => number): Promise<'recorded' | 'unknown'> {
    const recording = this.#tracking.recordClick(click.input, click.reporter);
    try {
      const receipt = await withTimeout(recording, RECORD_MILLISECONDS - elapsed());
      if (receipt !== 'late') return 'recorded';
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return 'unknown';
      // Nothing to try again: it is this click that is one too many.
      if (error instanceof AppError && error.code === 'rate_limited') return 'recorded';
    }
    const fate = this.#spool.append(click);
    // One that was only late needs no replay; one that failed does.
    void Promise.all([recording, fate]).then(
      () => this.#spool.settle(click.input.eventId),
      () => undefined,
    );
    await withTimeout(fate, ANSWER_MILLISECONDS - elapsed());
    return 'recorded';
  }
}

function destinationOf(parameters: URLSearchParams, affiliate: DirectoryEntry): Destination {
  const { storefrontSlug: slug, allowedOrigins } = affiliate;
  if (allowedOrigins.length === 0) return { url: null, problem: 'no_origin' };
  const targets = new Set(parameters.getAll('to'));
  const [to] = targets;
  let problem: LinkProblem | null = targets.size > 1 ? 'target_repeated' : null;
  let target = resolveTarget(undefined, { slug, allowedOrigins });
  try {
    if (problem === null) target = resolveTarget(to || undefined, { slug, allowedOrigins });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problem = 'target_not_allowed';
  }
  // Another click's token, copied along with an address.
  if (target.searchParams.has(CLICK_TOKEN_PARAMETER)) target.searchParams.delete(CLICK_TOKEN_PARAMETER);
  const handedOn = [...parameters].filter(([name]) => !OWN_PARAMETERS.has(name));
  return { url: addParameters(target, handedOn), problem };
}

/** What decorates a click is cut to what the database can hold: no click is lost for it. */
function cut(text: string | null, characters: number): string | undefined {
  return text?.replaceAll('\u0000', '').slice(0, characters).toWellFormed() || undefined;
}

/** Returns a function that tells the milliseconds since this call, by a monotonic clock. */
function startStopwatch(): () => number {
  const startedAt = performance.now();
  return () => performance.now() - startedAt;
}
