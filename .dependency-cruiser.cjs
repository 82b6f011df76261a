// Which way modules may lean on each other. Each rule's comment is what `npm run lint` prints when it is broken.

// What a customer owns. Each of these modules depends on customers, and none on another.
const owned = ['emails', 'phones', 'company-names', 'contact-persons', 'ledger'];
const features = `customers|${owned.join('|')}`;
const modules = `auth|${features}|customer-cards|bulk`;

/** Whoever matches `from` may import nothing of src/ (nor ormconfig.ts) but what matches one of `to`. */
const mayOnlyImport = (name, comment, from, ...to) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: { path: '^(src/|ormconfig)', pathNot: to },
});

const config = '^src/config/';
const kit = '^src/engine/kit/';
const everybodys = '^src/((problem|rows|active-request|response-capture)\\.ts$|normal-forms/|engine/kit/)';
const engineDoor = (name) => `^src/engine/${name}/index\\.ts$`;
const database = `^src/(database/|engine/(tenant-database|embedded-postgres)/index\\.ts$)`;
const tenantId = engineDoor('tenant-database');
const contracts = '^src/contracts/';
const listOfContracts = '^src/contracts/index\\.ts$';
const meaningOf = (names) => `^src/(${names})/(?!http/)`;
const anHttp = '^src/[^/]+/http/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one file, or lack a third, and decorators find the other class undefined. A type alone (`import type`) makes no cycle.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },

    mayOnlyImport('config-knows-nobody', 'Settings are read before anything else exists.', config, config),
    mayOnlyImport(
      'everybodys-knows-nobody',
      "The list of what can go wrong, the patience for an answer and what is made once are everybody's, so they lean on nobody.",
      '^src/((problem|rows|active-request|response-capture)\\.ts$|normal-forms/)',
      '^src/normal-forms/',
    ),
    ...['tenant-database', 'embedded-postgres', 'workers'].map((name) =>
      mayOnlyImport(
        `engine-${name}-stands-alone`,
        'An engine imports its own files and the kit. The application hands in settings, loggers and mappings, so an engine can be read and tested alone.',
        `^src/engine/${name}/`,
        `^src/engine/${name}/`,
        kit,
      ),
    ),
    mayOnlyImport('kit-imports-nothing', 'Helpers of all engines know no engine and no application.', kit, kit),
    {
      name: 'engines-have-one-door',
      comment: 'Code outside an engine imports its index.ts only, so that the inside of an engine may change freely.',
      severity: 'error',
      from: { path: '^(src/|ormconfig)', pathNot: '^src/engine/' },
      to: { path: '^src/engine/', pathNot: ['^src/engine/[^/]+/index\\.ts$', kit] },
    },
    mayOnlyImport(
      'database-is-at-the-bottom',
      'The database folder is below all modules. It builds the engine for statements of tenants from the settings.',
      '^src/database/',
      database,
      config,
      everybodys,
    ),
    mayOnlyImport(
      'auth-knows-no-feature',
      'Auth identifies the caller and the tenant before any feature runs. Of the contracts it sees only their list: types, and what auth.module.ts hands in.',
      meaningOf('auth'),
      meaningOf('auth'),
      '^src/auth/http/',
      listOfContracts,
      database,
      config,
      everybodys,
    ),
    mayOnlyImport(
      'customers-know-no-owned-module',
      'The customers module works without emails, phones, company names, contact persons and ledger. What it must ask of them goes through small ports that customers own.',
      meaningOf('customers'),
      meaningOf('customers|auth'),
      '^src/customers/http/',
      database,
      config,
      everybodys,
    ),
    ...owned.map((name) =>
      mayOnlyImport(
        `${name}-know-only-customers`,
        'What a customer owns does not depend on what else it owns: share the fence, not the house.',
        meaningOf(name),
        meaningOf(`${name}|customers|auth`),
        `^src/${name}/http/`,
        database,
        config,
        everybodys,
      ),
    ),
    mayOnlyImport(
      'customer-cards-lay-side-by-side',
      'A card is a customer with its emails, phones and company names. It is put together above these modules, so that they need not know each other.',
      meaningOf('customer-cards'),
      meaningOf(`customer-cards|${features}|auth`),
      '^src/customer-cards/http/',
      database,
      config,
      everybodys,
    ),

    mayOnlyImport(
      'bulk-knows-no-feature',
      'Requests inside another one take the way of every request, through the routes; nothing is called behind their back.',
      meaningOf('bulk'),
      meaningOf('bulk|auth'),
      '^src/bulk/http/',
      config,
      everybodys,
    ),
    {
      name: 'only-bulk-acts-for-a-caller',
      comment:
        'Whoever delegates decides who is asking. One place does, where the caller has just been let in; the guard alone takes it over.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/bulk/in-process-requests\\.ts$', '^src/auth/access\\.guard\\.ts$'] },
      to: { path: '^src/auth/delegation\\.ts$' },
    },

    mayOnlyImport(
      'operation-knows-no-feature',
      'Probes, logs, metrics and stopping are the same whatever is served.',
      '^src/operation/',
      '^src/operation/',
      meaningOf('auth'),
      contracts,
      database,
      config,
      everybodys,
    ),

    {
      name: 'meaning-knows-no-wire-word',
      comment:
        'What a thing is does not depend on how a contract says it; only the *.module.ts file names the controllers, to wire them.',
      severity: 'error',
      from: { path: meaningOf(modules), pathNot: '\\.module\\.ts$' },
      to: { path: [anHttp, contracts], pathNot: listOfContracts },
    },
    mayOnlyImport(
      'http-speaks-for-its-own-module',
      "A controller takes one contract's words, calls its own module, and answers in the contract's words. Nobody borrows another module's controllers or DTOs.",
      { path: '^src/([^/]+)/http/', pathNot: `^src/(${owned.join('|')}|customer-cards)/` },
      '^src/$1/',
      meaningOf('auth'),
      contracts,
      config,
      everybodys,
      tenantId,
    ),
    mayOnlyImport(
      'http-of-what-a-customer-owns',
      'As above. Their URLs begin with a customer, so they may also ask the customers module; and a contract has one set of words for pages, times and searches, which the customers module has.',
      `^src/(${owned.join('|')})/http/([^/]+)/`,
      '^src/$1/',
      '^src/customers/http/$2/',
      meaningOf('customers|auth'),
      contracts,
      everybodys,
      tenantId,
    ),
    mayOnlyImport(
      'http-of-a-card',
      'As above; a card shows records in the words that their own modules have for them, so the DTOs, and nothing else, are shared.',
      '^src/customer-cards/http/',
      '^src/customer-cards/',
      `^src/(${features})/http/contacts/\\w+\\.dto\\.ts$`,
      meaningOf('auth'),
      contracts,
      everybodys,
      tenantId,
    ),
    mayOnlyImport(
      'contracts-know-no-feature',
      "A contract's dialect (credentials, envelope, refusals, pace) is the same for all its routes, whatever they are about.",
      contracts,
      contracts,
      meaningOf('auth'),
      config,
      everybodys,
    ),

    {
      name: 'nothing-imports-upward',
      comment:
        'The application, its entry points and the definition of the database are put together from the modules, never the other way round.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/(cli|openapi)/' },
      to: { path: '^(ormconfig\\.ts$|src/(cli|openapi)/|src/[^/]+\\.ts$)', pathNot: everybodys },
    },
    mayOnlyImport(
      'openapi-knows-no-feature',
      'Documents are written from what routes and contracts declare, so a new feature is documented without a word here.',
      '^src/openapi/',
      '^src/openapi/',
      '^src/routes\\.ts$',
      contracts,
      meaningOf('auth'),
      everybodys,
    ),
    {
      name: 'cli-does-without-http',
      comment:
        'The command line calls services, as controllers do; it calls no controller. It reads the list of contracts for its choices.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: [anHttp, contracts], pathNot: listOfContracts },
    },
    mayOnlyImport(
      'ormconfig-is-a-definition',
      'Command line, tests and the typeorm tool load it without the application.',
      '^ormconfig\\.ts$',
      config,
      database,
      '^src/entities\\.ts$',
      '\\.entity\\.ts$',
    ),
    mayOnlyImport(
      'entities-is-a-list',
      'It is loaded by ormconfig.ts, without the application.',
      '^src/entities\\.ts$',
      '\\.entity\\.ts$',
    ),
    {
      name: 'only-the-fence-talks-to-postgres',
      comment:
        'Who has a connection can write a query without a tenant; everybody else goes through src/database. Entities only describe, repositories extend TenantRepository.',
      severity: 'error',
      // cli/data-source.ts is what TypeORM's own migration command asks for.
      from: {
        path: '^src/',
        pathNot: ['^src/(database|engine)/', '\\.(entity|repository)\\.ts$', '^src/cli/data-source\\.ts$'],
      },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },

    {
      name: 'no-tests-in-the-product',
      comment: 'What tests need stays with the tests.',
      severity: 'error',
      from: { path: '^(src/|ormconfig)' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'runs-without-development-tools',
      comment:
        'An installation with `npm ci --omit=dev` has only `dependencies`; what is imported stands there by its own name.',
      severity: 'error',
      from: { path: '^(src/|ormconfig)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'A misspelt path compiles where only its types are used, and fails at the start.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/@types/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // a type is a dependency too
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'import', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
