import { backup, restore } from './backups.ts';
import type { AloneCommand, Command } from './command.ts';
import { removeTestEvents, tailEvents } from './events.ts';
import { createKey, listKeys, revokeKey, rotateKey } from './keys.ts';
import { migrate } from './migrate.ts';
import { changeRole, listPeople, removeSecondFactor, resetPassword } from './people.ts';
import { samples } from './samples.ts';
import { forgetSecret, resealSecrets } from './secrets.ts';
import { setupLink } from './setup-link.ts';
import { allowOrigin, disallowOrigin, listStorefronts, setTimeZone } from './storefronts.ts';
import { verify } from './verify.ts';
import { listenToWebhooks } from './webhooks.ts';

/** Every command, in the order of the usage. */
const commands: readonly (Command | AloneCommand)[] = [
  migrate,
  listKeys,
  createKey,
  rotateKey,
  revokeKey,
  resealSecrets,
  forgetSecret,
  listStorefronts,
  allowOrigin,
  disallowOrigin,
  setTimeZone,
  tailEvents,
  removeTestEvents,
  listenToWebhooks,
  setupLink,
  listPeople,
  changeRole,
  resetPassword,
  removeSecondFactor,
  samples,
  verify,
  backup,
  restore,
];

/** Returns the typed command and its arguments, or null when no command has this name. */
export function findCommand(
  argv: readonly string[],
): { command: Command | AloneCommand; args: string[] } | null {
  for (const command of commands) {
    const words = command.name.split(' ');
    if (words.every((word, index) => argv[index] === word))
      return { command, args: argv.slice(words.length) };
  }
  return null;
}

export function usage(): string {
  const rows = commands.map(({ name, usage: rest, summary }) =>
    [`  ${name}${rest === undefined ? '' : ` ${rest}`}`, `      ${summary}`].join('\n'),
  );
  return ['Usage: npm run hub -- <command>', '', ...rows].join('\n');
}
