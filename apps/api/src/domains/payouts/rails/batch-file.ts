import type { RailBatch } from '../rail.ts';

/** Returns the name of a batch's file. It says so when nobody but its maker has looked at the batch. */
export function fileNameOf({ messageId, isSelfApproved }: RailBatch, extension: 'csv' | 'xml'): string {
  const name = messageId.replaceAll(/[^A-Za-z0-9-]+/g, '-');
  return `payout-${name}${isSelfApproved ? '-self-approved' : ''}.${extension}`;
}
