// The launcher behind every npm script. Plain JavaScript and no dependencies: it runs before anything is installed, on
// whatever Node is there, and hands over to the Node that the lockfile pins.
import { commands } from './launcher/commands.mjs';
import { root } from './launcher/paths.mjs';
import { LauncherError } from './launcher/run.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node 20.19 or newer is needed to start; this is ${process.version}. See https://nodejs.org.`,
  );
  process.exitCode = 1;
} else if (!command) {
  console.error(`Usage: node scripts/hub.mjs ${Object.keys(commands).join('|')}`);
  process.exitCode = 2;
} else {
  process.chdir(root);
  try {
    process.exitCode = await command(args);
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
