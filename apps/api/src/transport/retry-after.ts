/** Lets the page that sent an event see when to try again. */
export const READABLE_RETRY_AFTER = { 'access-control-expose-headers': 'retry-after' };
