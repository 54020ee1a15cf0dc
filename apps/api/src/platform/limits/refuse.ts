import { AppError } from '../app-error.ts';
import type { Excess } from './limit.ts';

/** Returns the error for whoever exceeded a limit: what it is, and when to try again. */
export function tooMany(what: string, { level, secondsLeft }: Excess): AppError {
  const where = { address: ' from this address', network: ' from this network', site: ' from this network' };
  const from = where[level as keyof typeof where] ?? '';
  return new AppError('rate_limited', `too many ${what}${from}; try again in ${duration(secondsLeft)}`, {
    retryAfterSeconds: secondsLeft,
  });
}

/** Whether a credential was found not to be valid; otherwise it could not be looked up, and nobody knows. */
export function isNoProof(error: unknown): boolean {
  return error instanceof AppError && error.code !== 'unavailable';
}

function duration(seconds: number): string {
  const inMinutes = Math.ceil(seconds / 60);
  if (seconds <= 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return inMinutes <= 90 ? `${inMinutes} minutes` : `${Math.ceil(seconds / 3600)} hours`;
}
