import type { Attribution, ClickEvent, ClickReceipt, ConversionEvent, ConversionReceipt } from './events.ts';
import { createMemory, type Remembered } from './memory.ts';
import { createQueue, type QueuedEvent, type TrackerFailure } from './queue.ts';
import { attempt } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** `denied`: events are sent, and nothing is stored in the browser or read from it. */
export type Consent = 'granted' | 'denied';

export interface TrackerOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`, or a path of your own that is passed on to it, e.g. `/hub`. */
  endpoint: string;
  /** Publishable key (`pk_…`). Optional: a handle or pixel id suffices to track, at a lower limit per address. */
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
  /** Names the visitor as your shop knows them, on all their devices (at most 64 characters, best a hash); null forgets the name. */
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
    onReceipt({ event }, receipt) {
      say([event, receipt]);
      const { clickId } = receipt as Partial<ClickReceipt>;
      if (clickId && event.handle === remembered.handle) remember({ clickId });
    },
  });

  function remember(what: Partial<Remembered>): void {
    remembered = { ...remembered, ...what };
    if (isGranted) memory.keep(remembered);
  }

  function attribution(): Attribution | null {
    const { visitorId: _, at: __, ...found } = remembered;
    return found.handle || found.clickToken ? found : null;
  }

  /** Sends what `describe` returns, if anything. Whatever goes wrong is told to `onError` instead of the page. */
  async function send<Receipt>(
    kind: QueuedEvent['kind'],
    describe: () => Partial<ClickEvent | ConversionEvent> | null,
  ): Promise<Receipt | null> {
    try {
      const described = describe();
      if (!described) return null;
      if (isGranted && !remembered.visitorId) remember({ visitorId: uuidv7() });
      const event = {
        storefront,
        ...described,
        visitorId: described.visitorId ?? (isGranted ? remembered.visitorId : undefined),
        eventId: described.eventId ?? uuidv7(),
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
        const found = new URLSearchParams(location.search);
        const handle = `${parameters}`
          .split(',')
          .map((name) => found.get(name))
          .find(Boolean) as string;
        const clickToken = found.get('dth_click');
        if (!handle && !clickToken) return null;
        remembered = { at: Date.now(), visitorId: remembered.visitorId };
        remember(clickToken ? { clickToken } : { handle });
        // A tracked redirect has recorded its click itself.
        if (clickToken) return null;
        return {
          handle,
          landingPage: location.href.slice(0, 2048),
          referrer: document.referrer.slice(0, 2048),
          subId: found.get(subParameter)?.slice(0, 255),
        };
      }),
    click: (event) => send('click', () => event),
    conversion: (event) =>
      send('conversion', () => {
        const isNamed = event.handle ?? event.pixelId ?? event.clickId ?? event.clickToken;
        const known = isNamed ? {} : attribution();
        return known || event.visitorId || remembered.visitorId ? { ...event, ...known } : null;
      }),
    identify(visitorId) {
      remember({ visitorId });
    },
    consent(consent) {
      isGranted = consent === 'granted';
      queue.storeAll();
      if (!isGranted) return memory.keep();
      const earlier = memory.read();
      // What this page learned is newer than what is stored; a visitor stays the same one.
      remember({
        ...(attribution() ? remembered : earlier),
        visitorId: remembered.visitorId ?? earlier?.visitorId,
      });
    },
    attribution,
  };
}
