import { MAX_IMPORT_CHARACTERS, MAX_IMPORT_LINES } from '@dreamteamhub/sdk/contract';
import { Alert, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { BackLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { decodeText } from './decode-text.ts';
import { FileChooser } from './file-chooser.tsx';
import { RecentImports } from './recent-imports.tsx';

/** A character takes up to four bytes, so a larger file is too large without being read. */
const MAX_FILE_BYTES = 4 * MAX_IMPORT_CHARACTERS;

export function ImportPage() {
  const navigate = useNavigate();
  const cache = trpc.useUtils();
  const create = trpc.imports.createImport.useMutation();
  const [problem, setProblem] = useState<string | null>(null);
  const [isReading, setIsReading] = useState(false);

  const check = async (file: File) => {
    setProblem(null);
    setIsReading(true);
    try {
      const csv = file.size > MAX_FILE_BYTES ? null : decodeText(await file.arrayBuffer().then(toBytes));
      const refusal =
        csv === null || csv.length > MAX_IMPORT_CHARACTERS ? TOO_LARGE : csv === '' ? EMPTY : null;
      if (csv === null || refusal !== null) return setProblem(refusal);
      const created = await create.mutateAsync({ fileName: file.name, csv });
      cache.imports.getImport.setData({ id: created.id }, created);
      void cache.imports.listImports.invalidate();
      await navigate({ to: '/inventory/import/$id', params: { id: created.id } });
    } catch (error) {
      setProblem(error instanceof DOMException ? UNREADABLE : readHubError(error).message);
    } finally {
      setIsReading(false);
    }
  };

  return (
    <>
      <BackLink to="/inventory" search={{}}>
        Inventory
      </BackLink>
      <PageHeader title="Import products">
        Adds products and sets stock levels from a CSV file of up to {formatCount(MAX_IMPORT_LINES)} lines.
        The hub checks the file first and changes nothing until you apply it.
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
            <FileChooser isReading={isReading} onChoose={(file) => void check(file)} />
          </Paper>
        </OperatorOnly>
        <Paper component="section" aria-labelledby="recent-imports">
          <Title order={2} fz={16} p="md" id="recent-imports">
            Recent imports
          </Title>
          <RecentImports />
        </Paper>
      </Stack>
    </>
  );
}

const TOO_LARGE = `The file has more than ${formatCount(MAX_IMPORT_CHARACTERS)} characters. Split it.`;
const EMPTY = 'The file is empty.';
const UNREADABLE = 'The browser could not read the file. Was it moved?';

function toBytes(buffer: ArrayBuffer): Uint8Array {
  return new Uint8Array(buffer);
}
