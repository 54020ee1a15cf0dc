/** Calls that one request of tRPC may carry. Apart from the schemas: clients need the number and not zod. */
export const MAX_BATCHED_CALLS = 50;
