import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const NOT_SOURCE = new Set(['node_modules', 'dist', '.turbo', 'coverage']);

/**
 * A hash over the names and contents of files. Contents, because a fresh clone or a branch switch has new times.
 * @param {string[]} files relative to the root
 * @param {string} [salt] whatever else the result depends on
 */
export function fingerprint(files, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of [...files].sort()) {
    const content = readFileSync(join(root, file));
    hash.update(`\n${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Every source file below a folder, tests left out.
 * @param {string} folder relative to the root
 * @returns {string[]} relative to the root
 */
export function sourceFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_SOURCE.has(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/**
 * Remembers, inside node_modules so that it goes when they go, for which fingerprint a step was last done.
 * @param {string} name
 */
export function stamp(name) {
  const path = join(root, 'node_modules', name);
  return {
    /** @returns {string | undefined} */
    read() {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    /** @param {string} value */
    write(value) {
      writeFileSync(path, value);
    },
  };
}
