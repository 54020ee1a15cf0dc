import type { Progress } from '../../hub/trpc.ts';

export type Step = Progress['steps'][number];
export type StepName = Step['name'];

/** What a step is called, what is said when it is done, and the lowest role that can do it. */
export const stepFacts: Readonly<
  Record<StepName, { title: string; done: string; role: 'owner' | 'operator' }>
> = {
  partner: { title: 'Create a partner', done: 'A partner is created.', role: 'operator' },
  origin: { title: 'Allow your shop’s address', done: 'Your shop’s address is allowed.', role: 'owner' },
  click: { title: 'Send the first click', done: 'The first click has arrived.', role: 'operator' },
  key: { title: 'Make a key for your server', done: 'Your server has a key.', role: 'owner' },
  order: { title: 'Report the first order', done: 'The first order has arrived.', role: 'operator' },
  channel: { title: 'Get alerts by Slack or email', done: 'A message has arrived.', role: 'operator' },
  products: { title: 'Import your products', done: 'The first product is here.', role: 'operator' },
};

const isOpen = ({ isDone, isSkipped }: Step) => !isDone && !isSkipped;

/** The step to do next; undefined when none is left. */
export function nextStep({ steps }: Progress): Step | undefined {
  return steps.find(isOpen);
}

/** `2 of 7 done`, or `All done`; of what was skipped it says how much. */
export function progressWords({ steps }: Progress): string {
  const done = steps.filter(({ isDone }) => isDone).length;
  const skipped = steps.filter(({ isDone, isSkipped }) => isSkipped && !isDone).length;
  if (done === steps.length) return 'All done';
  return `${done} of ${steps.length} done${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/** Whether the hub has nothing to count yet, so that its first steps are all there is to show. */
export function isNew({ steps }: Progress): boolean {
  return !steps.some(({ name, isDone }) => isDone && (name === 'click' || name === 'order'));
}

/** The steps that were open before and are done now. */
export function doneSince(before: Progress | undefined, { steps }: Progress): StepName[] {
  if (before === undefined) return [];
  const open = new Set(before.steps.filter(({ isDone }) => !isDone).map(({ name }) => name));
  return steps.filter(({ name, isDone }) => isDone && open.has(name)).map(({ name }) => name);
}
