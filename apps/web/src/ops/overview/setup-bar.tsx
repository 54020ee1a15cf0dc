import type { Progress } from '../../hub/trpc.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { nextStep, progressWords, stepFacts } from '../get-started/progress.ts';
import { useSetupChoices } from '../get-started/use-progress.ts';
import classes from './overview.module.css';

/** The next step of a hub that already counts, in one line above its figures. */
export function SetupBar({ progress }: { progress: Progress }) {
  const { setHidden } = useSetupChoices();
  const next = nextStep(progress);
  if (next === undefined || progress.isHidden) return null;
  return (
    <section aria-label="Set up your hub" className={classes.setup}>
      <p>
        <span className={classes.strong}>Next: {stepFacts[next.name].title.toLowerCase()}</span>{' '}
        <span className={classes.quiet}>{progressWords(progress)}</span>
      </p>
      <div className={classes.setupActions}>
        <button type="button" className={classes.setupHide} onClick={() => setHidden(true)}>
          Hide
        </button>
        <ButtonLink to="/get-started" size="xs" variant="default">
          Get started
        </ButtonLink>
      </div>
    </section>
  );
}
