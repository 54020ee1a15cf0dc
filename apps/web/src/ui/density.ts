import { useState } from 'react';
import { readStored, store } from './stored.ts';

/** How tall rows are: 36 px or 48 px. */
export type Density = 'compact' | 'roomy';

const KEY = 'dreamteamhub.density';

/** The height of rows that a person has chosen on this browser, for all lists. */
export function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useState<Density>(() =>
    readStored(KEY) === 'compact' ? 'compact' : 'roomy',
  );
  const choose = (chosen: Density) => {
    setDensity(chosen);
    store(KEY, chosen);
  };
  return [density, choose];
}
