import type { AffiliateDao, AffiliateWithStorefront, NamedAffiliate } from '@dreamteamhub/db/affiliates';
import { canonicalHandle } from '@dreamteamhub/sdk/contract';

/** What tracking needs to know about an affiliate before it writes. The write checks the status in the database. */
export type DirectoryEntry = Pick<
  AffiliateWithStorefront,
  'id' | 'pixelId' | 'handle' | 'storefrontId' | 'storefrontSlug' | 'allowedOrigins' | 'status'
>;

/** At most this many entries are held; those that were loaded first make room. */
const CAPACITY = 100_000;
/** An older entry is loaded again in the background: the affiliate's origins and status may have changed. */
const FRESH_MILLISECONDS = 2_000;

interface Held {
  entry: DirectoryEntry;
  loadedAt: number;
}

interface Wanted {
  kind: 'pixelId' | 'handle';
  value: string;
  found: (entry: DirectoryEntry | null) => void;
  failed: (error: unknown) => void;
}

/**
 * Affiliates by pixel id and by handle as links spell it, in memory. An affiliate keeps its names, so an entry stays right
 * in every process until it is archived, which the write notices. Unknown names are not remembered, so that a new
 * affiliate works at once everywhere; all that are asked for during a look-up share the next one, so that a flood of them
 * takes a few statements, not many.
 */
export class AffiliateDirectory {
  readonly #dao: Pick<AffiliateDao, 'findAffiliates'>;
  readonly #now: () => number;
  readonly #byPixelId = new Map<string, Held>();
  readonly #byHandle = new Map<string, Held>();
  #wanted: Wanted[] = [];
  #isLooking = false;

  constructor(deps: { affiliates: Pick<AffiliateDao, 'findAffiliates'>; now?: () => number }) {
    this.#dao = deps.affiliates;
    this.#now = deps.now ?? Date.now;
  }

  /** From memory, else from the database; null when there is no such affiliate, or it is archived. */
  findByPixelId(pixelId: string): DirectoryEntry | Promise<DirectoryEntry | null> {
    const held = this.#byPixelId.get(pixelId);
    return held === undefined ? this.#lookUp('pixelId', pixelId) : held.entry;
  }

  /** From memory, else from the database; null when there is no such affiliate, or it is archived. */
  findByHandle(handle: string): DirectoryEntry | Promise<DirectoryEntry | null> {
    const held = this.#byHandle.get(handle);
    return held === undefined ? this.#lookUp('handle', handle) : held.entry;
  }

  /** From memory only; an old entry is loaded again for the next caller. */
  peekByHandle(handle: string): DirectoryEntry | undefined {
    const held = this.#byHandle.get(handle);
    if (held !== undefined && this.#now() - held.loadedAt > FRESH_MILLISECONDS) {
      // One refresh at a time, and a database that is away is asked again in a while.
      held.loadedAt = this.#now();
      this.#lookUp('handle', handle).catch(() => undefined);
    }
    return held?.entry;
  }

  /** Forgets what these names stood for: it turned out to be archived, perhaps in favour of another. */
  forget({ pixelId, handle }: { pixelId?: string | undefined; handle?: string | undefined }): void {
    if (pixelId !== undefined) this.#byPixelId.delete(pixelId);
    if (handle !== undefined) this.#byHandle.delete(handle);
  }

  #lookUp(kind: Wanted['kind'], value: string): Promise<DirectoryEntry | null> {
    return new Promise((found, failed) => {
      this.#wanted.push({ kind, value, found, failed });
      if (!this.#isLooking) void this.#lookUpAll();
    });
  }

  async #lookUpAll(): Promise<void> {
    this.#isLooking = true;
    while (this.#wanted.length > 0) {
      const wanted = this.#wanted;
      this.#wanted = [];
      try {
        await this.#load(wanted);
        for (const { kind, value, found } of wanted) {
          found((kind === 'pixelId' ? this.#byPixelId : this.#byHandle).get(value)?.entry ?? null);
        }
      } catch (error) {
        for (const { failed } of wanted) failed(error);
      }
    }
    this.#isLooking = false;
  }

  async #load(wanted: Wanted[]): Promise<void> {
    const named = (kind: Wanted['kind']) => [
      ...new Set(wanted.filter((one) => one.kind === kind).map((one) => one.value)),
    ];
    const handles = named('handle');
    const found = await this.#dao.findAffiliates({
      pixelIds: named('pixelId'),
      handles: handles.map((written) => ({ written, canonical: canonicalHandle(written) })),
    });
    const affiliates = found.filter(({ status }) => status !== 'archived');
    for (const affiliate of affiliates) {
      this.#hold(this.#byPixelId, affiliate.named.pixelId, affiliate);
      // A link's usual spelling. Any other may be that of another affiliate, from before spellings were alike.
      this.#hold(this.#byHandle, affiliate.named.handle, affiliate);
    }
    for (const handle of handles) {
      // A handle that the database no longer has leaves memory as well.
      this.#byHandle.delete(handle);
      const meant = affiliateMeantBy(handle, affiliates);
      if (meant !== undefined) this.#hold(this.#byHandle, handle, meant);
    }
  }

  #hold(map: Map<string, Held>, name: string, entry: DirectoryEntry): void {
    map.set(name, { entry, loadedAt: this.#now() });
    if (map.size > CAPACITY) map.delete(map.keys().next().value as string);
  }
}

/** Returns the affiliate with exactly this handle where another one's reads the same, else the one that reads the same. */
function affiliateMeantBy(handle: string, affiliates: readonly NamedAffiliate[]): NamedAffiliate | undefined {
  const canonical = canonicalHandle(handle);
  return (
    affiliates.find(({ named }) => named.isHandleShadowed && named.handle === handle) ??
    affiliates.find(({ named }) => !named.isHandleShadowed && canonicalHandle(named.handle) === canonical)
  );
}
