/** What {@link Updates} needs of the page that it runs in. */
export interface PageInBrowser {
  /** The hub's page as it is now, as HTML. Rejects when the hub cannot be reached. */
  fetchPage: () => Promise<string>;
  /** The address of the code that this page began with. */
  entry: string;
  hasUnsavedText: () => boolean;
  /** The entry that this tab was reloaded for, kept over the reload; storage may be blocked and throw. */
  reloadedFor: { get: () => string | null; set: (entry: string) => void };
  reload: () => void;
}

/**
 * Notices that the hub was updated while a page was open: the code of that page's other parts is gone then. Reloads the page
 * once, or says so when somebody would lose what they typed.
 */
export class Updates {
  readonly #page: PageInBrowser;
  readonly #watchers = new Set<() => void>();
  #isOffered = false;

  constructor(page: PageInBrowser) {
    this.#page = page;
  }

  /** Whether the page should offer to be reloaded. */
  readonly isOffered = (): boolean => this.#isOffered;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** To be called when a part of the page could not be loaded. */
  async onMissingPart(): Promise<void> {
    const entry = await this.#entryNow();
    // A hub that restarts or a network that is down is no update: a reload would lose the page for nothing.
    if (entry === null || entry === this.#page.entry) return;
    if (!this.#page.hasUnsavedText() && this.#isFirstReload(entry)) return this.#page.reload();
    this.#isOffered = true;
    for (const watcher of this.#watchers) watcher();
  }

  async #entryNow(): Promise<string | null> {
    try {
      return entryOf(await this.#page.fetchPage());
    } catch {
      return null;
    }
  }

  /** A page that comes from some old cache is not reloaded for ever. */
  #isFirstReload(entry: string): boolean {
    const { reloadedFor } = this.#page;
    try {
      if (reloadedFor.get() === entry) return false;
      reloadedFor.set(entry);
      return true;
    } catch {
      // Nothing can be kept, so nobody would know the second time.
      return false;
    }
  }
}

/** Returns the address of the first module of a page. */
export function entryOf(html: string): string | null {
  const script = /<script[^>]*\btype="module"[^>]*>/.exec(html)?.[0] ?? '';
  return /\bsrc="([^"]+)"/.exec(script)?.[1] ?? null;
}
