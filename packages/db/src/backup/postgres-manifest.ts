import { createHash } from 'node:crypto';

/** What a file of a cluster must be. */
export interface ManifestFile {
  size: number;
  sha256: string;
}

/** The archive and its list do not agree. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/** Files of the archive that PostgreSQL's list leaves out: the log's, which has its own checksums. */
const UNLISTED = /^pg_wal\//;

/**
 * Reads PostgreSQL's list of the files in a base backup, by path, and checks its own checksum:
 * https://www.postgresql.org/docs/18/backup-manifest-format.html
 */
export function readManifest(text: Buffer): ReadonlyMap<string, ManifestFile> {
  // The checksum covers every line before its own, which is the last.
  const lastLine = text.lastIndexOf('\n', text.length - 2) + 1;
  const actual = createHash('sha256').update(text.subarray(0, lastLine)).digest('hex');
  const manifest = parse(text);
  if (manifest['Manifest-Checksum'] !== actual) throw new ManifestError('the list of files was altered');
  return new Map(
    manifest.Files.map((file) => {
      const path = file.Path ?? Buffer.from(file['Encoded-Path'] ?? '', 'hex').toString('utf8');
      if (file['Checksum-Algorithm'] !== 'SHA256') throw new ManifestError(`${path} has no SHA-256 checksum`);
      return [path, { size: file.Size, sha256: file.Checksum ?? '' }];
    }),
  );
}

interface RawManifest {
  Files: {
    Path?: string;
    'Encoded-Path'?: string;
    Size: number;
    'Checksum-Algorithm'?: string;
    Checksum?: string;
  }[];
  'Manifest-Checksum': string;
}

function parse(text: Buffer): RawManifest {
  try {
    const manifest = JSON.parse(text.toString('utf8')) as RawManifest;
    if (Array.isArray(manifest.Files)) return manifest;
  } catch (cause) {
    throw new ManifestError('the list of files is no JSON', { cause });
  }
  throw new ManifestError('the list of files has none');
}

/** Throws {@link ManifestError} unless the files that were found are those of the list; `except` need not be there. */
export function compareFiles(
  expected: ReadonlyMap<string, ManifestFile>,
  found: ReadonlyMap<string, ManifestFile>,
  except: (path: string) => boolean,
): void {
  for (const [path, { size, sha256 }] of expected) {
    if (except(path)) continue;
    const file = found.get(path);
    if (file === undefined) throw new ManifestError(`${path} is missing`);
    if (file.size !== size || file.sha256 !== sha256)
      throw new ManifestError(`${path} is not what was backed up`);
  }
  for (const path of found.keys()) {
    if (!expected.has(path) && !UNLISTED.test(path))
      throw new ManifestError(`${path} is not in the list of files`);
  }
}
