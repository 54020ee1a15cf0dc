import { IconCheck, IconMinus } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useLive } from '../../hub/live/live.tsx';
import { useMay } from '../../hub/session.ts';
import type { Progress } from '../../hub/trpc.ts';
import classes from './get-started.module.css';
import { nextStep, type Step, type StepName, stepFacts } from './progress.ts';
import { StepBody } from './step-body.tsx';
import { useSetupChoices } from './use-progress.ts';

/** The steps of a hub's beginning. The next one is open; the others open by a click on their name. */
export function SetupSteps({ progress }: { progress: Progress }) {
  useLive(['traffic', 'orders', 'stock', 'deliveries']);
  const [chosen, setChosen] = useState<StepName | 'none'>();
  const open = chosen ?? nextStep(progress)?.name;
  return (
    <ol className={classes.steps}>
      {progress.steps.map((step) => (
        <StepRow
          key={step.name}
          step={step}
          isOpen={step.name === open}
          onToggle={() => setChosen(step.name === open ? 'none' : step.name)}
        >
          <StepContent step={step} progress={progress} onSkipped={() => setChosen(undefined)} />
        </StepRow>
      ))}
    </ol>
  );
}

function StepRow(props: { step: Step; isOpen: boolean; onToggle: () => void; children: ReactNode }) {
  const { step, isOpen } = props;
  const bodyId = useId();
  const state = step.isDone ? 'done' : step.isSkipped ? 'skipped' : 'open';
  return (
    <li className={classes.step} data-state={state}>
      <span className={classes.mark} aria-hidden>
        {step.isDone ? <IconCheck size={15} stroke={2.4} /> : null}
        {state === 'skipped' ? <IconMinus size={14} stroke={2.4} /> : null}
      </span>
      <div className={classes.words}>
        <h3 className={classes.name}>
          <button type="button" aria-expanded={isOpen} aria-controls={bodyId} onClick={props.onToggle}>
            {stepFacts[step.name].title}
          </button>
          {state === 'open' ? null : <span className={classes.quiet}>{state}</span>}
        </h3>
        <div id={bodyId} hidden={!isOpen} className={classes.body}>
          {isOpen ? props.children : null}
        </div>
      </div>
    </li>
  );
}

function StepContent(props: { step: Step; progress: Progress; onSkipped: () => void }) {
  const { step, progress } = props;
  const { role } = stepFacts[step.name];
  const [isOwner, isOperator] = [useMay('owner'), useMay('operator')];
  const may = role === 'owner' ? isOwner : isOperator;
  const { setSkipped } = useSetupChoices();
  return (
    <>
      <StepBody name={step.name} isDone={step.isDone} progress={progress} may={may} />
      {may ? null : (
        <p className={classes.quiet}>
          {role === 'owner'
            ? 'Only an owner of this hub can do this.'
            : 'Only an operator or an owner can do this.'}{' '}
          You see here when it is done.
        </p>
      )}
      {step.isDone ? null : (
        <button
          type="button"
          className={classes.skip}
          onClick={() => {
            setSkipped(progress, step.name, !step.isSkipped);
            props.onSkipped();
          }}
        >
          {step.isSkipped ? 'Do this step after all' : 'Skip this step'}
        </button>
      )}
    </>
  );
}
