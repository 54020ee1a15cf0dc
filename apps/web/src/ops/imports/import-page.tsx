import { MAX_IMPORT_FILE_BYTES, MAX_IMPORT_LINES } from '@dreamteamhub/sdk/contract';
import { Alert, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { BackLink } from '../../ui/links.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { FileChooser } from './file-chooser.tsx';
import { RecentImports } from './recent-imports.tsx';
import { useFileImport } from './use-file-import.ts';

const fileReview = onIntent(() => import('./file-review.tsx'), 'FileReview');

export function ImportPage() {
  const { chosen, isBusy, problem, ...act } = useFileImport();
  return (
    <>
      <BackLink to="/inventory" search={{}}>
        Products
      </BackLink>
      <PageHeader title="Import products">
        Adds products and sets stock levels from a shop’s export or any CSV file of up to{' '}
        {formatCount(MAX_IMPORT_LINES)} lines and {MAX_IMPORT_FILE_BYTES / 1e6} MB. The hub checks the file
        first and changes nothing until you apply it.
      </PageHeader>
      <Stack gap="lg">
        <OperatorOnly>
          <Paper p="lg">
            {problem === null ? null : (
              <Alert
                color="red"
                role="alert"
                mb="md"
                icon={<IconAlertCircle size={18} aria-hidden />}
                title="This file cannot be imported"
              >
                <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
                  {problem}
                </Text>
              </Alert>
            )}
            {chosen === null ? (
              <FileChooser isReading={isBusy} onChoose={act.choose} />
            ) : (
              <Late
                part={fileReview}
                isOpen
                key={chosen.key}
                fileName={chosen.fileName}
                reading={chosen.reading}
                isBusy={isBusy}
                onEncoding={act.setEncoding}
                onCheck={act.check}
                onDiscard={act.discard}
              />
            )}
          </Paper>
        </OperatorOnly>
        <section aria-labelledby="recent-imports">
          <Title order={2} fz={16} mb="sm" id="recent-imports">
            Recent imports
          </Title>
          <RecentImports />
        </section>
      </Stack>
    </>
  );
}
