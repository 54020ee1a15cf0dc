import { useQuery } from '@tanstack/react-query';
import { operatorQuery, useMay } from '../../hub/session.ts';
import { type PayoutBatch, trpc } from '../../hub/trpc.ts';
import { approversBeside, namesOf, needsAnother } from './batch-rules.ts';

/**
 * Whether this person may approve a batch: `another`: somebody else must, whom `ask` names where there is anybody; `own`:
 * they drafted it, and may; `free`: somebody else drafted it.
 */
export function useApproval(batch: Pick<PayoutBatch, 'createdBy' | 'state'> | undefined): {
  approval: 'another' | 'own' | 'free' | 'loading';
  ask: string | null;
} {
  const mayAct = useMay('operator');
  const { email } = useQuery(operatorQuery).data ?? {};
  const { secondPerson } = trpc.ledger.getSecondPerson.useQuery({}).data ?? {};
  const isAsked = batch?.state === 'draft' && needsAnother(batch, { email, secondPerson });
  const team = trpc.team.listTeam.useQuery({}, { enabled: isAsked && mayAct }).data;
  if (batch === undefined || email === undefined || secondPerson === undefined) {
    return { approval: 'loading', ask: null };
  }
  if (!isAsked) return { approval: batch.createdBy === email ? 'own' : 'free', ask: null };
  const others = approversBeside(team?.people ?? [], email);
  return { approval: 'another', ask: others.length === 0 ? null : namesOf(others) };
}
