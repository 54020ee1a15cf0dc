import type { Attribution } from './events.ts';
import { attempt, storage } from './storage.ts';

/** What is remembered of a visitor for the next pages. */
export interface Remembered extends Attribution {
  /** Null: forgotten on purpose. */
  visitorId?: string | null | undefined;
  /** When the visitor landed, in milliseconds since 1970. */
  at: number;
}

export interface MemoryOptions {
  /** As in `.shop.example`; this host alone unless given. */
  cookieDomain?: string | undefined;
  attributionDays?: number | undefined;
}

const DAY_MILLISECONDS = 86_400_000;

/** A first-party cookie and, because browsers shorten a cookie's life or drop it, the same in localStorage. */
export function createMemory(name: string, { cookieDomain, attributionDays = 30 }: MemoryOptions) {
  const milliseconds = attributionDays * DAY_MILLISECONDS;
  const parse = (read: () => string | null | undefined): Remembered | undefined => {
    const found = attempt(() => JSON.parse(read() as string) as Remembered | null);
    return found && Date.now() - found.at < milliseconds ? found : undefined;
  };
  return {
    /** What is kept and not too old; the cookie's, which a server may have set, before the other. */
    read: () =>
      parse(() =>
        decodeURIComponent((`; ${document.cookie}`.split(`; ${name}=`)[1] as string).split(';')[0] as string),
      ) ?? parse(() => storage('getItem', name)),
    /** Keeps this, or nothing. */
    keep(remembered?: Remembered): void {
      const text = JSON.stringify(remembered);
      storage(remembered ? 'setItem' : 'removeItem', name, text);
      attempt(() => {
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is neither everywhere nor synchronous.
        document.cookie = `${name}=${encodeURIComponent(text)};path=/;samesite=lax;max-age=${
          remembered ? milliseconds / 1000 : 0
        }${cookieDomain ? `;domain=${cookieDomain}` : ''}${isSecureContext ? ';secure' : ''}`;
      });
    },
  };
}
