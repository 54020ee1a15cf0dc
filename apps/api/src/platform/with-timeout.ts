/** Returns the result of the work, or `late` when it takes longer; the work itself goes on. */
export function withTimeout<Result>(work: Promise<Result>, milliseconds: number): Promise<Result | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(resolve, Math.max(0, milliseconds), 'late');
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
