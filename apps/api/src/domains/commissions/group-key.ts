import { canonicalText } from '@dreamteamhub/sdk/contract';

/** Returns the canonical form of a group's name: upper and lower case make no difference. */
export function groupKey(name: string): string {
  return canonicalText(name).toLowerCase();
}
