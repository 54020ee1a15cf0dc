/** What `work` returns, or undefined where the browser does not allow it: pages may be sandboxed, people may have switched things off. */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {}
}

/** Puts a text into localStorage, and says whether it is there: storage may be full, or switched off. */
export const write = (key: string, text: string): boolean =>
  !!attempt(() => {
    localStorage[key] = text;
    return true;
  });

export const erase = (key: string): unknown => attempt(() => delete localStorage[key]);

/** False also where nobody can know. */
export const isGone = (key: string): boolean | undefined => attempt(() => !localStorage[key]);
