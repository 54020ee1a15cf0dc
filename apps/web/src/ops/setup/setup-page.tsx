import { List, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../hub/trpc.ts';
import { DeadEnd } from '../shell/dead-end.tsx';
import { PublicPage } from '../shell/public-page.tsx';
import { FirstOperatorForm } from './first-operator-form.tsx';

const route = getRouteApi('/setup');

export function SetupPage() {
  const { token } = route.useSearch();
  const [refusal, setRefusal] = useState<string | null>(null);
  // Read once, because the answer changes as soon as the form succeeds.
  const setup = trpc.ops.getSetupState.useQuery({}, { retry: false, staleTime: Number.POSITIVE_INFINITY });

  if (setup.data?.needsFirstOperator === false) {
    return (
      <DeadEnd title="This hub is already set up">
        It has its first operator, and the one-time link cannot be used again.
      </DeadEnd>
    );
  }
  if (token === undefined || token === '') {
    return (
      <DeadEnd title="The setup link is incomplete">
        <HowToFindTheLink />
      </DeadEnd>
    );
  }
  if (refusal !== null) {
    return (
      <DeadEnd title="This setup link no longer works">
        <Text fz="sm" mb="sm">
          {refusal} A link works once and expires after 24 hours.
        </Text>
        <HowToFindTheLink />
      </DeadEnd>
    );
  }
  return (
    <PublicPage
      title="Set up your hub"
      intro="You become its owner, and sign in with this email and password from now on."
    >
      <FirstOperatorForm token={token} onLinkRefused={setRefusal} />
    </PublicPage>
  );
}

function HowToFindTheLink() {
  return (
    <>
      Find the current link:
      <List fz="sm" mt={6} spacing={4}>
        <List.Item>in the terminal where the hub was started, or</List.Item>
        <List.Item>
          in the file <span className="hub-mono">setup-link</span> in its data folder (
          <span className="hub-mono">DATA_DIR</span>).
        </List.Item>
      </List>
      <Text fz="sm" mt={8}>
        If it has expired, restart the hub to get a new one.
      </Text>
    </>
  );
}
