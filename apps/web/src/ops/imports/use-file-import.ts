import { MAX_IMPORT_FILE_BYTES } from '@dreamteamhub/sdk/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type FileReading, type ImportEncoding, trpc } from '../../hub/trpc.ts';
import type { FileChoice } from './file-review.tsx';
import { readBase64 } from './read-base64.ts';

/** A file that somebody chose, and what the hub made of it. */
interface ChosenFile {
  /** Another one for each reading: other letters make other titles. */
  key: string;
  fileName: string;
  /** In Base64. */
  file: string;
  encoding: ImportEncoding | undefined;
  reading: FileReading;
}

/** The way of a file from the person's disk to a checked import. */
export function useFileImport() {
  const navigate = useNavigate();
  const cache = trpc.useUtils();
  const read = trpc.imports.readImportFile.useMutation();
  const create = trpc.imports.createImport.useMutation();
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const attempt = (work: () => Promise<void>) => {
    setProblem(null);
    setIsBusy(true);
    void work()
      .catch((error: unknown) =>
        setProblem(error instanceof DOMException ? UNREADABLE : readHubError(error).message),
      )
      .finally(() => setIsBusy(false));
  };

  const readAs = async (fileName: string, file: string, encoding?: ImportEncoding) => {
    const reading = await read.mutateAsync({
      fileName,
      file,
      ...(encoding === undefined ? {} : { encoding }),
    });
    setChosen({ key: `${fileName} ${encoding ?? ''}`, fileName, file, encoding, reading });
  };

  return {
    chosen,
    problem,
    isBusy,
    choose: (file: File) => {
      if (file.size > MAX_IMPORT_FILE_BYTES) return setProblem(TOO_LARGE);
      if (file.size === 0) return setProblem(EMPTY);
      attempt(async () => readAs(file.name, await readBase64(file)));
    },
    setEncoding: (encoding: ImportEncoding) => {
      if (chosen !== null) attempt(() => readAs(chosen.fileName, chosen.file, encoding));
    },
    discard: () => {
      setChosen(null);
      setProblem(null);
    },
    check: ({ mapping, newThreshold }: FileChoice) => {
      if (chosen === null) return;
      const { fileName, file, encoding } = chosen;
      attempt(async () => {
        const created = await create.mutateAsync({
          fileName,
          file,
          ...(encoding === undefined ? {} : { encoding }),
          ...(mapping === undefined ? {} : { mapping }),
          ...(newThreshold === undefined ? {} : { newThreshold }),
        });
        cache.imports.getImport.setData({ id: created.id }, created);
        void cache.imports.listImports.invalidate();
        await navigate({ to: '/inventory/import/$id', params: { id: created.id } });
      });
    },
  };
}

const TOO_LARGE = `The file is larger than ${MAX_IMPORT_FILE_BYTES / 1e6} MB. Split it.`;
const EMPTY = 'The file is empty.';
const UNREADABLE = 'The browser could not read the file. Was it moved?';
