import type { Caller } from '../../../platform/caller.ts';

/** Exports are people's, who see all storefronts. */
export const EVERYWHERE: Pick<Caller, 'storefrontId'> = { storefrontId: null };
