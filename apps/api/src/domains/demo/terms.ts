import { admin } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { COMMAND_LINE } from '../../platform/caller.ts';
import type { GroupService } from '../commissions/group-service.ts';
import type { RuleService } from '../commissions/rule-service.ts';

const { input: rule } = admin.commissions.createRule;

type Terms = Omit<z.input<typeof rule>, 'from'> & {
  /** When it begins, as a part of the time that the demo shows: 0 is its first day, 1 is now. */
  since: number;
};

const groups = [
  { name: 'Creators', partners: ['hannah-hikes', 'two-boots', 'mountain-cabin'] },
  { name: 'Deal sites', partners: ['outdoor-deals', 'gear-index'] },
];

const terms: readonly Terms[] = [
  { name: 'Standard rate', since: 0, kind: 'percent', rateBps: 800, holdDays: 14 },
  {
    ...{ name: 'Tents: thin margin', since: 0, sku: 'TENT-LITE-2', kind: 'percent', rateBps: 500 },
    ...{ capPerOrder: '25.00', holdDays: 30 },
  },
  {
    ...{ name: 'Whistles', since: 0.3, sku: 'WHISTLE-SOS', kind: 'flatItem', amount: '0.50' },
    ...{ holdDays: 14, autoApprove: true },
  },
  {
    ...{ name: 'Creators by volume', since: 0.2, group: 'Creators', kind: 'percent', holdDays: 14 },
    tiers: {
      ...{ window: 'month', mode: 'marginal' },
      steps: [
        { from: '0', rateBps: 1000 },
        { from: '1000', rateBps: 1200 },
        { from: '3000', rateBps: 1500 },
      ],
    },
  },
  {
    ...{ name: 'Deal sites', since: 0.2, group: 'Deal sites', kind: 'percent', rateBps: 300 },
    ...{ capPerMonth: '400.00', holdDays: 30 },
  },
  {
    ...{ name: 'Trail Notes', since: 0.1, affiliate: 'trail-notes', kind: 'percent', rateBps: 1000 },
    holdDays: 14,
  },
  {
    ...{ name: 'Trail Notes, second year', since: 0.6, affiliate: 'trail-notes', kind: 'percent' },
    ...{ rateBps: 1200, holdDays: 14, includeShipping: true },
  },
];

/** Writes what the partners of the demo shop earn, from before its first order on. */
export async function writeTerms(
  services: { rules: RuleService; groups: GroupService },
  { handles, began, now }: { handles: ReadonlyMap<string, number>; began: Date; now: Date },
): Promise<void> {
  for (const { name, partners } of groups) {
    await services.groups.create({ name }, COMMAND_LINE);
    for (const handle of partners) {
      const id = handles.get(handle);
      if (id !== undefined) await services.groups.put({ id, group: name }, COMMAND_LINE);
    }
  }
  for (const { since, ...said } of terms) {
    const from = new Date(began.getTime() + since * (now.getTime() - began.getTime()));
    await services.rules.create(rule.parse({ ...said, from: from.toISOString() }), COMMAND_LINE);
  }
}
