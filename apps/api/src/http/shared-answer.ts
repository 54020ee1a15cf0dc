/** Of what anybody may ask: often enough for balancers and monitoring, seldom enough that a flood costs nothing. */
const KEEP_MILLISECONDS = 1_000;

/**
 * Returns what does the work once for everybody who asks while it is under way, or within `keepMilliseconds` after it, by
 * default a second. What was rejected is not kept.
 */
export function shareAnswer<Result>(
  work: () => Promise<Result>,
  keepMilliseconds = KEEP_MILLISECONDS,
): () => Promise<Result> {
  let latest: Promise<Result> | undefined;
  const forget = () => {
    latest = undefined;
  };
  const forgetLater = () => {
    if (keepMilliseconds > 0) setTimeout(forget, keepMilliseconds).unref();
    else forget();
  };
  return () => {
    if (latest === undefined) {
      latest = work();
      latest.then(forgetLater, forget);
    }
    return latest;
  };
}
