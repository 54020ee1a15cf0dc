import { visitorText } from './event-fields.ts';
import type { Attribution, ClickEvent, ClickReceipt, ConversionEvent, ConversionReceipt } from './events.ts';
import { bareHandle, readName, readParameter } from './landing.ts';
import { createMemory, type Remembered } from './memory.ts';
import { createQueue, type QueuedEvent, type TrackerFailure } from './queue.ts';
import { attempt } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** `denied`: events are sent, and nothing is stored in the browser or read from it. */
export type Consent = 'granted' | 'denied';

export interface TrackerOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`, or a path of your own that is passed on to it, e.g. `/hub`. Unset, nothing is sent: `onError` is told. */
  endpoint: string | undefined;
  /** Publishable key (`pk_…`; `pk_test_…` to try it without counting). Optional: a handle or pixel id suffices to track, at a lower limit per address. */
  key?: string | undefined;
  /** Slug of the storefront, when it is not the key's own. */
  storefront?: string | undefined;
  /** Parameters of the landing page's address that name the affiliate; the first one that is there wins. `via` unless given; several as a list, or with commas between. */
  parameters?: string | readonly string[] | undefined;
  /** Parameter with the affiliate's own tag for the link; `sub` unless given. */
  subParameter?: string | undefined;
  /** `granted` unless given. A browser that sends Global Privacy Control counts as `denied` until `consent('granted')` is called. */
  consent?: Consent | undefined;
  /** Name of the cookie and of the entries in localStorage; `dth` unless given. */
  storageName?: string | undefined;
  /** Domain of the cookie, e.g. `.shop.example` to be found on all its hosts. */
  cookieDomain?: string | undefined;
  /** How long a landing is remembered; 30 unless given, which is as far as the hub looks back. Safari forgets what a script stored after 7. */
  attributionDays?: number | undefined;
  /** Told what went wrong: tracking itself never throws and never rejects. */
  onError?: ((failure: TrackerFailure) => void) | undefined;
  /** Says in the console what is done. */
  debug?: boolean | undefined;
}

/** Every method may be called anywhere, in any order: none throws, and no promise of theirs rejects. */
export interface Tracker {
  /**
   * Reads the address of the page: a visit from an affiliate's link (`?via=tech-blog`) is recorded as a click, a tracked redirect's click
   * (`dth_click`) is remembered. Call it once a page. Resolves with the receipt, or with null when there was nothing to record.
   */
  init(): Promise<ClickReceipt | null>;
  /** Records a visit that an affiliate sent; resolves with the receipt once it is committed, with null when it could not be recorded. */
  click(event: ClickEvent): Promise<ClickReceipt | null>;
  /**
   * *Claims* an order for the affiliate who brought the visitor; does nothing when none did. A claim counts in the metrics and pays nothing:
   * anybody could send one. What is owed is what your server reports, with `createServerTracker` of `@dreamteamhub/sdk/server`.
   */
  conversion(event: ConversionEvent): Promise<ConversionReceipt | null>;
  /** Names the visitor as your shop knows them, on all their devices (best by a hash); null forgets the name. */
  identify(visitorId: string | null): void;
  /** What the visitor says to being remembered. `denied` erases what is stored. */
  consent(consent: Consent): void;
  /** The click that led here, to hand to your server with the order; null when there is none. */
  attribution(): Attribution | null;
}

/**
 * Creates the tracker of a page. An event is kept until the hub has it: over lost connections, closed tabs and a hub that is away, and
 * recorded once however often it had to be sent.
 *
 * @example
 * const tracker = createTracker({ endpoint: 'https://hub.example.com', key: 'pk_…' });
 * tracker.init();
 */
export function createTracker(options: TrackerOptions): Tracker {
  const { storefront, storageName = 'dth', parameters = 'via', subParameter = 'sub' } = options;
  const memory = createMemory(storageName, options);
  let isGranted =
    options.consent !== 'denied' &&
    !attempt(() => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl);
  let remembered: Remembered = (isGranted && memory.read()) || { at: Date.now() };

  // biome-ignore lint/suspicious/noConsole: that is what `debug` asks for.
  const say = (what: unknown) => options.debug && console.debug(storageName, what);
  const onError = (failure: TrackerFailure) => {
    say(failure);
    // A handler that throws must not take the page along either.
    attempt(() => options.onError?.(failure));
  };
  const queue = createQueue({
    ...options,
    name: storageName,
    mayStore: () => isGranted,
    onError,
    onAnswer({ kind, event: { handle } }, answer) {
      say(answer);
      const { clickId, status } = answer as Partial<ClickReceipt & TrackerFailure>;
      if (kind !== 'click' || !handle || bareHandle(handle) !== bareHandle(remembered.handle)) return;
      // What the hub accepts stands alone. What it does not know was never there; a key that it refuses says nothing of that.
      if (clickId) remember({ clickId, earlier: undefined });
      else if (!remembered.clickId && /40[04]/.test(status as unknown as string))
        remember({ handle: undefined, earlier: undefined, ...remembered.earlier });
    },
  });

  function remember(what?: Partial<Remembered>): void {
    remembered = { ...remembered, ...what };
    if (isGranted) memory.keep(remembered);
  }

  /** A landing takes the place of the one before, which stays what to fall back on: the new one may name nobody. */
  function land(landing: Remembered, { visitorId, earlier, ...before }: Remembered): void {
    const isFallback = before.clickId || before.clickToken || (before.handle && !earlier);
    // A visitor stays the same one.
    remembered = {
      ...landing,
      visitorId: landing.visitorId ?? visitorId,
      earlier: isFallback ? before : earlier,
    };
    remember();
  }

  const knownVisitor = () => (isGranted ? remembered.visitorId : undefined);

  function attribution(): Attribution | null {
    const { handle, clickId, clickToken, earlier } = remembered;
    // The hub looks at a name before it looks at a click: that of the landing before stands beside the new name, and counts if nobody has it.
    const click = (!clickId && !clickToken && earlier) || remembered;
    return handle || clickToken
      ? ({
          handle,
          clickId: click.clickId,
          clickToken: click.clickToken,
          visitorId: clickId ? undefined : knownVisitor(),
        } as Attribution)
      : null;
  }

  /** Sends what `describe` returns, if anything. Whatever goes wrong is told to `onError` instead of the page. */
  async function send<Receipt>(
    kind: QueuedEvent['kind'],
    describe: () => Partial<ClickEvent | ConversionEvent> | null,
  ): Promise<Receipt | null> {
    try {
      // Before anything that waits is tried at an address that is none.
      if (!options.endpoint) throw 'no endpoint';
      const described = describe();
      if (!described) return null;
      if (isGranted && !remembered.visitorId) remember({ visitorId: uuidv7() });
      const event = {
        storefront,
        ...described,
        visitorId: visitorText(described.visitorId) ?? knownVisitor(),
        eventId: described.eventId || uuidv7(),
      };
      return (await queue.add({ kind, at: Date.now(), event })) as Receipt | null;
    } catch (cause) {
      onError({ code: 'usage', message: `${cause}` });
      return null;
    }
  }

  return {
    init: () =>
      send('click', () => {
        queue.recover();
        const { href } = location;
        const handle = `${parameters}`
          .split(',')
          .map((name) => readName(href, name))
          .find(Boolean);
        const clickToken = readName(href, 'dth_click');
        if (!handle && !clickToken) return null;
        land({ handle, clickToken, at: Date.now() }, remembered);
        // A tracked redirect has recorded its click itself.
        if (!handle || clickToken) return null;
        return {
          handle,
          landingPage: href,
          referrer: document.referrer,
          subId: readParameter(href, subParameter),
        };
      }),
    click: (event) => send('click', () => event),
    conversion: (event) =>
      send('conversion', () => {
        const isNamed = event.handle || event.pixelId || event.clickId || event.clickToken;
        const known = isNamed ? {} : attribution();
        return known || event.visitorId || knownVisitor()
          ? { ...event, ...known, visitorId: event.visitorId }
          : null;
      }),
    identify(visitorId) {
      remember({ visitorId: visitorText(visitorId) });
    },
    consent(consent) {
      // What this page learned is newer than what is stored.
      const stored = consent === 'granted' && !isGranted ? memory.read() : undefined;
      isGranted = consent === 'granted';
      queue.storeAll();
      if (!isGranted) memory.keep();
      else if (stored && attribution()) land(remembered, stored);
      else remember({ ...stored, visitorId: remembered.visitorId ?? stored?.visitorId });
    },
    attribution,
  };
}
