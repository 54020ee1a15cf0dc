/** Path of an installed Chromium or Chrome, for the browser tests; CHROME_PATH overrules the search. */
export function findBrowser(env?: NodeJS.ProcessEnv): string | undefined;
/** True on a build server, where a missing browser is a failure and not a circumstance. */
export function isCI(env?: NodeJS.ProcessEnv): boolean;
