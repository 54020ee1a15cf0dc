// The arrows of the house (ARCHITECTURE.md): a thing imports only what stands below it. Domains are derived from paths, so
// that a new one cannot be forgotten here.

const TESTS = '\\.test\\.tsx?$|/test/|^tools/';
const API = '^apps/api/src/';
const DOMAIN = `${API}domains/([^/]+)/`;

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
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'What is virtual is made by a plugin of apps/web/build.',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
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
      to: { path: '^(packages|tools)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'tools-share-the-harness-only',
      severity: 'error',
      comment:
        'Drills, benchmarks and end-to-end tests start the product in one way, and know nothing of each other.',
      from: { path: '^(tools/[^/]+|apps/[^/]+)/' },
      to: { path: '^tools/', pathNot: ['^$1/', '^tools/harness/'] },
    },
    {
      name: 'only-tests-use-tools',
      severity: 'error',
      from: { path: '^apps/', pathNot: TESTS },
      to: { path: '^tools/' },
    },
    {
      name: 'web-knows-only-the-sdk',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^packages/(?!sdk/)' },
    },
    {
      name: 'ui-knows-no-hub-and-no-page',
      severity: 'error',
      comment:
        'Whatever an audience sees is built from ui; what talks to the hub is in hub, pages are in ops.',
      from: { path: '^apps/web/src/ui/' },
      to: { path: '^apps/web/src/(hub|ops)/|node_modules/@trpc/' },
    },
    {
      name: 'the-browsers-hub-knows-no-page',
      severity: 'error',
      from: { path: '^apps/web/src/hub/' },
      to: { path: '^apps/web/src/ops/' },
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
      to: { path: `${API}(main|cli|web-process)\\.ts$` },
    },
    {
      name: 'only-entry-points-build-the-app',
      severity: 'error',
      from: {
        path: API,
        pathNot: [TESTS, `${API}(run-process|cli|web-process|app|hub)\\.ts$`, `${API}cli/`],
      },
      to: { path: `${API}(app|deps)\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'platform-knows-nobody',
      severity: 'error',
      from: { path: `${API}platform/`, pathNot: TESTS },
      to: { path: API, pathNot: `${API}platform/` },
    },
    {
      name: 'transport-knows-no-domain',
      severity: 'error',
      from: { path: `${API}transport/`, pathNot: TESTS },
      to: { path: API, pathNot: `${API}(transport|platform)/` },
    },
    {
      name: 'http-knows-no-domain',
      severity: 'error',
      comment: 'A route that belongs to a domain is in that domain.',
      from: { path: `${API}http/`, pathNot: TESTS },
      to: { path: API, pathNot: `${API}(http|transport|platform)/` },
    },
    {
      name: 'a-domain-stands-on-transport-and-platform',
      severity: 'error',
      from: { path: `${API}domains/`, pathNot: TESTS },
      to: { path: API, pathNot: `${API}(domains|http|transport|platform)/` },
    },
    {
      name: 'services-know-no-transport',
      severity: 'error',
      comment: 'A router and a route may use what implements them; a service, rules or a job may not.',
      from: {
        path: `${API}domains/`,
        pathNot: [TESTS, '(router|module)\\.ts$', `${API}domains/[^/]+/http/`],
      },
      to: { path: `${API}(transport|http)/`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'a-router-belongs-to-its-module',
      severity: 'error',
      from: { path: API, pathNot: [TESTS, 'module\\.ts$'] },
      to: { path: `${API}domains/.*router\\.ts$` },
    },
    {
      name: 'a-router-holds-no-rule-and-no-query',
      severity: 'error',
      from: { path: `${API}domains/.*router\\.ts$` },
      to: { path: ['rules\\.ts$', '^packages/(db|notifiers)/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment: 'No clock, no I/O, no database: values in, values out.',
      from: { path: `${API}.*rules\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rules-know-nobody',
      severity: 'error',
      from: { path: `${API}.*rules\\.ts$` },
      to: {
        path: `^packages/(db|notifiers)/|(service|router|module)\\.ts$|${API}(transport|http)/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'a-domain-reaches-another-through-its-services',
      severity: 'error',
      comment:
        'What it may use of another stands in that one’s services and module, and in its rules: they are pure.',
      from: { path: DOMAIN, pathNot: TESTS },
      to: { path: `${API}domains/`, pathNot: [`${API}domains/$1/`, '(service|module|rules)\\.ts$'] },
    },
    {
      name: 'sql-lives-in-packages-db',
      severity: 'error',
      comment: 'pg and drizzle-orm elsewhere only where jobs are enqueued in a transaction of ours.',
      from: {
        path: '^(apps|packages)/',
        pathNot: [TESTS, '^packages/db/', `${API}platform/jobs/`],
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
