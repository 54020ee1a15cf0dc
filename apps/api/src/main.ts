import { runProcess } from './run-process.ts';

await runProcess({ isDemo: process.argv.includes('--demo') });
