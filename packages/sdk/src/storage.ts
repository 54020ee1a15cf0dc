/** What `work` returns, or undefined where the browser does not allow it: pages may be sandboxed, people may have switched things off. */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {}
}

/** localStorage: null for nothing (found, or to say), undefined where there is none, or no room in it. */
export function storage(
  method: 'getItem' | 'setItem' | 'removeItem',
  key: string,
  value?: string,
): string | null | undefined {
  return attempt(() => localStorage[method](key, value as string) ?? null);
}
