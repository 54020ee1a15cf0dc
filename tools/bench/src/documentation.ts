import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { plot } from './plot.ts';
import { type ClickReport, render } from './report.ts';

const PAGE = fileURLToPath(new URL('../../../docs/PERFORMANCE.md', import.meta.url));
const PLOT = fileURLToPath(new URL('../../../docs/images/click-throughput.svg', import.meta.url));

const BEGIN = '<!-- Written by `npm run bench -- clicks --write`. -->';
const END = '<!-- End of what is written. -->';

/** Puts the report between the marks of docs/PERFORMANCE.md, and its plot beside. */
export async function writeDocumentation(report: ClickReport): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${PAGE} lost the marks "${BEGIN}" and "${END}"`);
  const day = new Date().toISOString().slice(0, 10);
  const written = `${BEGIN}\n\nMeasured on ${day}:\n\n${render(report)}\n\n`;
  await writeFile(PAGE, page.slice(0, begin) + written + page.slice(end));
  await writeFile(PLOT, plot(report.series));
}
