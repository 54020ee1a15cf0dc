// The OpenAPI document, by the rules of the two linters that people who generate clients run: no errors and no warnings.
import { describeApi } from '@dreamteamhub/api/app.ts';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

const source = JSON.stringify(describeApi('https://hub.example'), null, 1);

async function redoclyProblems(): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  const isOurs = ({ ruleId, location }: (typeof problems)[number]) =>
    // A tracked link answers with a redirect.
    ruleId !== 'operation-2xx-response' || !location[0]?.pointer?.startsWith('#/paths/~1r~1');
  return problems
    .filter(isOurs)
    .map(
      ({ severity, ruleId, message, location }) =>
        `redocly ${severity} ${ruleId}: ${message} at ${location[0]?.pointer ?? ''}`,
    );
}

async function spectralProblems(): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset(new spectral.Ruleset({ extends: [[rulesets.oas, 'recommended']] } as never));
  const problems = await linter.run(JSON.parse(source));
  return problems.map(
    ({ severity, code, message, path }) => `spectral ${severity} ${code}: ${message} at ${path.join('/')}`,
  );
}

const problems = [...(await redoclyProblems()), ...(await spectralProblems())];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log('The OpenAPI document is clean.');
