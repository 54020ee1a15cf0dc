import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serverFlags } from '../../../scripts/launcher/server-flags.mjs';

/** A checkout of this repository with its dependencies installed. Its hub may be another version than this one. */
export interface Checkout {
  name: 'before' | 'after';
  folder: string;
  /** The flags that this version starts Node with. */
  flags: string[];
}

/** A checkout whose hub cannot be measured. The message says why; a stack would add nothing. */
export class CheckoutError extends Error {}

export const THIS_CHECKOUT: Checkout = {
  name: 'after',
  folder: resolve(fileURLToPath(new URL('../../../', import.meta.url))),
  flags: serverFlags,
};

/** Returns the checkout in `folder` as the one before. Throws {@link CheckoutError} when its hub cannot start from there. */
export async function openCheckout(folder: string): Promise<Checkout> {
  const path = resolve(folder);
  const checkout: Checkout = { name: 'before', folder: path, flags: [] };
  if (!(await exists(mainOf(checkout)))) {
    throw new CheckoutError(
      `--before=${folder}: this is no checkout of the hub, it has no apps/api/src/main.ts`,
    );
  }
  if (!(await exists(join(path, 'apps', 'api', 'node_modules')))) {
    throw new CheckoutError(
      `--before=${folder}: its dependencies are not installed. Run "npx pnpm install --frozen-lockfile" there.`,
    );
  }
  const flagsFile = join(path, 'scripts', 'launcher', 'server-flags.mjs');
  if (!(await exists(flagsFile))) return checkout;
  const { serverFlags } = (await import(pathToFileURL(flagsFile).href)) as { serverFlags: string[] };
  return { ...checkout, flags: serverFlags };
}

/** Returns the file that starts the hub. */
export function mainOf({ folder }: Checkout): string {
  return join(folder, 'apps', 'api', 'src', 'main.ts');
}

/** Returns the file that runs the hub's commands. */
export function commandLineOf({ folder }: Checkout): string {
  return join(folder, 'apps', 'api', 'src', 'cli.ts');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
