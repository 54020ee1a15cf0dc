import { StoredChoice, useStoredChoice } from './stored-choice.ts';

/** How tall rows are: 36 px or 48 px. */
export type Density = 'compact' | 'roomy';

/** The height of rows that a person has chosen on this browser, for all lists. */
const density = new StoredChoice<Density>('dreamteamhub.density', ['roomy', 'compact']);

export function useDensity(): [Density, (chosen: Density) => void] {
  return [useStoredChoice(density), density.choose];
}
