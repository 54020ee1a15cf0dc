import { attempt, erase, write } from './storage.ts';

/** A visit that an affiliate sent. */
export interface Landing {
  handle?: string | undefined;
  clickToken?: string | undefined;
  /** Of the click, once the hub has accepted it. */
  clickId?: number | undefined;
  /** When the visitor landed, in milliseconds since 1970. */
  at: number;
}

/** What is remembered of a visitor for the next pages. */
export interface Remembered extends Landing {
  visitorId?: string | undefined;
  /** The landing before, while the hub has not accepted this one. */
  earlier?: Landing | undefined;
}

export interface MemoryOptions {
  /** As in `.shop.example`; this host alone unless given. */
  cookieDomain?: string | undefined;
  attributionDays?: number | undefined;
}

const DAY_MILLISECONDS = 86_400_000;
/** Browsers refuse a cookie of more than 4,096 bytes, and would keep the one before. */
const LONGEST_COOKIE = 3800;

/** A first-party cookie and, because browsers shorten a cookie's life or drop it, the same in localStorage. */
export function createMemory(name: string, { cookieDomain, attributionDays = 30 }: MemoryOptions) {
  const milliseconds = attributionDays * DAY_MILLISECONDS;
  const fresh = <Known extends Landing>(found: Known | null | undefined): Known | undefined =>
    Date.now() - (found?.at as number) < milliseconds &&
    // Only text can be trimmed: whatever else somebody wrote there names nobody.
    ((found?.handle ?? found?.clickToken ?? '') as { trim?: unknown }).trim
      ? (found as Known)
      : undefined;
  const parse = (read: () => string | null | undefined): Remembered | undefined => {
    const found = fresh(attempt(() => JSON.parse(read() as string) as Remembered | null));
    return found && { ...found, earlier: fresh(found.earlier) };
  };
  return {
    /** What is kept and not too old; the cookie's, which a server may have set, before the other. */
    read: () =>
      parse(() =>
        decodeURIComponent((`; ${document.cookie}`.split(`; ${name}=`)[1] as string).split(';')[0] as string),
      ) ?? parse(() => localStorage[name]),
    /** Keeps this, or nothing. */
    keep(remembered?: Remembered): void {
      const text = JSON.stringify(remembered);
      if (remembered) write(name, text);
      else erase(name);
      attempt(() => {
        const value = encodeURIComponent(text);
        const fits = remembered && value.length < LONGEST_COOKIE;
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is neither everywhere nor synchronous.
        document.cookie = `${name}=${fits && value};path=/;samesite=lax;max-age=${
          fits ? milliseconds / 1000 : 0
        }${cookieDomain ? `;domain=${cookieDomain}` : ''}${isSecureContext ? ';secure' : ''}`;
      });
    },
  };
}
