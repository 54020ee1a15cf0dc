const steps = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** Formats a duration in the largest unit that divides it: `14400` is `4 hours`, `90` is `90 seconds`. */
export function formatDuration(seconds: number): string {
  const step = steps.find((candidate) => seconds >= candidate.seconds && seconds % candidate.seconds === 0);
  const [count, unit] = step === undefined ? [seconds, 'second'] : [seconds / step.seconds, step.unit];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
