import type { Limits } from '../../platform/limits/limits.ts';
import { tooMany } from '../../platform/limits/refuse.ts';
import { strangersClicks, strangersTexts } from './limits.ts';
import type { Reporter } from './reporter.ts';

/** The texts that decorate a click. */
export interface ClickTexts {
  referrer: string | null;
  landingPage: string | null;
  userAgent: string | null;
}

/** What reports can use of these texts; the rest of a stranger's text only takes room. A secret key may store more. */
const CHARACTERS = { referrer: 512, landingPage: 512, userAgent: 256 } as const;

const NO_TEXTS: ClickTexts = { referrer: null, landingPage: null, userAgent: null };

/** Bounds what callers without a secret key can fill the database with. */
export class Strangers {
  readonly #limits: Limits;

  constructor(deps: { limits: Limits }) {
    this.#limits = deps.limits;
  }

  /** Counts an event that will be stored. Throws `rate_limited`. */
  admit({ isTrusted, ip }: Pick<Reporter, 'isTrusted' | 'ip'>): void {
    if (isTrusted) return;
    const excess = this.#limits.take(strangersClicks, { ip });
    if (excess !== null) throw tooMany('events', excess);
  }

  /** Returns the texts to store: a stranger's are cut, and left out where they have filled their share of the day. */
  fit(texts: ClickTexts, { isTrusted, ip }: Pick<Reporter, 'isTrusted' | 'ip'>): ClickTexts {
    if (isTrusted) return texts;
    const cut: ClickTexts = {
      referrer: cutTo(texts.referrer, CHARACTERS.referrer),
      landingPage: cutTo(texts.landingPage, CHARACTERS.landingPage),
      userAgent: cutTo(texts.userAgent, CHARACTERS.userAgent),
    };
    const characters =
      (cut.referrer?.length ?? 0) + (cut.landingPage?.length ?? 0) + (cut.userAgent?.length ?? 0);
    return this.#limits.take(strangersTexts, { ip }, characters) === null ? cut : NO_TEXTS;
  }
}

function cutTo(text: string | null, characters: number): string | null {
  if (text === null || text.length <= characters) return text;
  // An emoji cut in half is no character.
  return text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '');
}
