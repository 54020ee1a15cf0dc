/** Each says why a number that was read is not meant to be in a field; undefined: it may. */
type Check = (value: string) => string | undefined;

export const notBelowZero: Check = (amount) => (Number(amount) < 0 ? 'Must not be below zero.' : undefined);

export const aboveZero: Check = (amount) => (Number(amount) > 0 ? undefined : 'Must be above zero.');

export const upToHundredPercent: Check = (percent) =>
  Number(percent) < 0 || Number(percent) > 100 ? 'Must be between 0 and 100 percent.' : undefined;
