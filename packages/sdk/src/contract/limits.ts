/** Numbers that clients need as well. Apart from the schemas, so that nobody loads zod for a number. */

/** Calls that one request of tRPC may carry. */
export const MAX_BATCHED_CALLS = 50;

/** Highest value of a PostgreSQL `integer`. */
export const MAX_INTEGER = 2_147_483_647;

/** The largest file: 100,000 lines of products, of about a hundred characters each. */
export const MAX_IMPORT_CHARACTERS = 10_000_000;
export const MAX_IMPORT_LINES = 100_000;
/** Of a file that is sent as it is: two bytes a character, as in UTF-16. */
export const MAX_IMPORT_FILE_BYTES = 2 * MAX_IMPORT_CHARACTERS;
