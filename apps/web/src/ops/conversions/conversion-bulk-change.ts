import type { AdminInputs } from '@dreamteamhub/sdk/admin';

export type ConversionFilterInput = NonNullable<AdminInputs['bulk']['prepareConversions']['filter']>;
