import { IconActivity } from '@tabler/icons-react';
import { trpc } from '../../hub/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { buildSnippets } from '../affiliates/snippets.ts';
import classes from './inspector.module.css';

/** Shows how to send the first event; it appears in place of this. */
export function NoEvents() {
  const partners = trpc.affiliates.listAffiliates.useQuery({ limit: 1 });
  const partner = partners.data?.items[0];
  if (partners.data !== undefined && partner === undefined) {
    return (
      <EmptyState
        icon={IconActivity}
        title="No events yet"
        action={
          <ButtonLink to="/affiliates" search={{}} variant="default">
            Add a partner
          </ButtonLink>
        }
      >
        Events name the partner who brought the visitor, so add a partner first.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconActivity} title="Waiting for the first event">
      Send one, and it appears here within a second, with what happened to it.
      {partner === undefined ? null : (
        <div className={classes.snippet}>
          <CodeBlock
            code={buildSnippets({ ...partner, origin: window.location.origin }).click}
            label="curl snippet"
          />
        </div>
      )}
    </EmptyState>
  );
}
