import { defineLimit } from '../../platform/limits/limit.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const REFUSED = '429 before the password or code is looked at';

const limit = <Name extends string>(
  name: Name,
  what: string,
  windowSeconds: number,
  most: { account: number } | { address: number },
) => defineLimit({ name, what, windowSeconds, most, counted: 'database', beyond: REFUSED });

/** What slows down whoever guesses passwords, codes and addresses. An account stands for itself at one place, or at all. */
export const signInLimits = {
  passwordsOfNetwork: limit('passwords_of_network', 'wrong passwords, for any account', 15 * MINUTE, {
    address: 30,
  }),
  passwordsHere: limit('passwords_here', 'wrong passwords for one account, from one address', 15 * MINUTE, {
    account: 5,
  }),
  /** Many may guess together. */
  passwordsElsewhere: limit(
    'passwords_elsewhere',
    'wrong passwords for one account, from all places where its owner never signed in',
    15 * MINUTE,
    { account: 50 },
  ),
  /** What strangers do does not count there. */
  passwordsAtKnownPlace: limit(
    'passwords_at_known_place',
    'wrong passwords for one account, at a known device or in a known network',
    15 * MINUTE,
    { account: 20 },
  ),
  codesOfNetwork: limit('codes_of_network', 'wrong codes of second factors, for any account', 5 * MINUTE, {
    address: 20,
  }),
  codesElsewhere: limit('codes_elsewhere', 'wrong codes for one account, from unknown places', 15 * MINUTE, {
    account: 10,
  }),
  codesElsewhereADay: limit('codes_elsewhere_a_day', 'the same, in a day', 24 * HOUR, { account: 50 }),
  codesAtKnownPlace: limit(
    'codes_at_known_place',
    'wrong codes for one account, at a known place',
    15 * MINUTE,
    {
      account: 10,
    },
  ),
  codesAtKnownPlaceADay: limit('codes_at_known_place_a_day', 'the same, in a day', 24 * HOUR, {
    account: 50,
  }),
  passwordsOfPerson: limit(
    'passwords_of_person',
    'a signed-in person’s password, asked for again',
    15 * MINUTE,
    {
      account: 10,
    },
  ),
  resetLinks: limit('reset_links', 'links for a new password for one address, on the team or not', HOUR, {
    account: 3,
  }),
  resetLinksOfNetwork: limit('reset_links_of_network', 'links for a new password', 15 * MINUTE, {
    address: 5,
  }),
  resetsOfNetwork: limit('resets_of_network', 'uses of such links, and wrong tokens', 15 * MINUTE, {
    address: 10,
  }),
} as const;
