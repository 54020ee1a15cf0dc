import { IconBaselineDensityMedium, IconBaselineDensitySmall } from '@tabler/icons-react';
import type { Density } from './density.ts';
import classes from './list-page.module.css';

const choices = [
  { value: 'roomy', label: 'Roomy rows', icon: IconBaselineDensityMedium },
  { value: 'compact', label: 'Compact rows', icon: IconBaselineDensitySmall },
] as const;

export function DensityChoice(props: { density: Density; onChoose: (density: Density) => void }) {
  return (
    <fieldset className={classes.density} aria-label="Height of rows">
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          title={choice.label}
          aria-label={choice.label}
          aria-pressed={props.density === choice.value}
          onClick={() => props.onChoose(choice.value)}
        >
          <choice.icon size={17} stroke={1.7} aria-hidden />
        </button>
      ))}
    </fieldset>
  );
}
