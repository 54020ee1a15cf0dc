// The arrows of the house (DESIGN, section 3): a thing imports only what is to its right.

const TESTS = '\\.test\\.tsx?$|/(test|bench|drills)/';
const DOMAINS = '^apps/api/src/(affiliates|inventory|ops)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one thing, or hide a third.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'nobody-imports-an-app',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^$1/$2/' },
    },
    {
      name: 'packages-stand-alone',
      severity: 'error',
      comment: 'sdk, db and notifiers import no workspace package.',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'web-knows-only-the-sdk',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^packages/(?!sdk/)' },
    },
    {
      name: 'api-knows-only-the-contract-of-the-sdk',
      severity: 'error',
      comment: 'The rest of the SDK is for callers.',
      from: { path: '^apps/api/', pathNot: TESTS },
      to: { path: '^packages/sdk/', pathNot: '^packages/sdk/src/contract/' },
    },
    {
      name: 'nobody-imports-the-entry-points',
      severity: 'error',
      from: { path: '^apps/api/', pathNot: TESTS },
      to: { path: '^apps/api/src/(main|cli|web-process)\\.ts$' },
    },
    {
      name: 'only-entry-points-build-the-app',
      severity: 'error',
      from: {
        path: '^apps/api/src/',
        pathNot: [TESTS, '^apps/api/src/(main|cli|web-process|app|hub)\\.ts$', '^apps/api/src/cli/'],
      },
      to: { path: '^apps/api/src/(app|deps)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'transport-is-above-the-domains',
      severity: 'error',
      comment: 'A router may use what implements it; a service, rules or a job may not.',
      from: { path: ['^apps/api/src/jobs/', DOMAINS], pathNot: [TESTS, 'router\\.ts$'] },
      to: { path: '^apps/api/src/(transport|http)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'routers-are-imported-by-the-transport-only',
      severity: 'error',
      from: {
        path: '^apps/api/src/',
        pathNot: [TESTS, '^apps/api/src/(app|deps)\\.ts$', '^apps/api/src/transport/'],
      },
      to: { path: `${DOMAINS}.*router\\.ts$` },
    },
    {
      name: 'a-router-holds-no-rule-and-no-query',
      severity: 'error',
      from: { path: `${DOMAINS}.*router\\.ts$` },
      to: {
        path: [`${DOMAINS}.*rules\\.ts$`, '^packages/(db|notifiers)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment: 'No clock, no I/O, no database: values in, values out.',
      from: { path: '^apps/api/src/.*rules\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rules-know-nobody',
      severity: 'error',
      from: { path: '^apps/api/src/.*rules\\.ts$' },
      to: {
        path: '^packages/(db|notifiers)/|(service|router)\\.ts$|^apps/api/src/(jobs|transport|http)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'a-domain-reaches-another-through-its-service',
      severity: 'error',
      from: { path: '^apps/api/src/(affiliates|inventory|ops)/', pathNot: TESTS },
      to: { path: DOMAINS, pathNot: ['^apps/api/src/$1/', 'service\\.ts$'] },
    },
    {
      name: 'sql-lives-in-packages-db',
      severity: 'error',
      comment: 'pg and drizzle-orm elsewhere only where the parts are put together.',
      from: {
        path: '^(apps|packages)/',
        pathNot: [TESTS, '^packages/db/', '^apps/api/src/deps\\.ts$', '^apps/api/src/jobs/'],
      },
      to: { path: 'node_modules/(pg|drizzle-orm)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
