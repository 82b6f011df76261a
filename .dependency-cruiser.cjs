// Which modules may import which. `npm run lint` prints the comment of a rule that is broken.

// The modules of records that a customer owns. Each depends on customers, and none on another.
const owned = ['emails', 'phones', 'company-names', 'contact-persons', 'ledger'];
const features = `customers|${owned.join('|')}`;
const modules = `auth|${features}|customer-cards|changes|bulk|feed|erasure|webhooks|wire-ids|imports|joining|merging`;

/** Of src/ and ormconfig.ts, a file that matches `from` may import only files that match one of `to`. */
const mayOnlyImport = (name, comment, from, ...to) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: { path: '^(src/|ormconfig)', pathNot: to },
});

const config = '^src/config/';
const kit = '^src/engine/kit/';
const sharedFiles =
  '^src/((problem|rows|request-of|active-request|asked-past|finished-answer|origin|own-ids|request-limits|response-capture)\\.ts$|normal-forms/|engine/kit/)';
const engineDoor = (name) => `^src/engine/${name}/index\\.ts$`;
const database = `^src/(database/|engine/(tenant-database|embedded-postgres|backup-file|traces)/index\\.ts$)`;
const tenantId = engineDoor('tenant-database');
const contracts = '^src/contracts/';
const listOfContracts = '^src/contracts/index\\.ts$';
// What modules implement: the kinds of credentials, the terms of contracts, the guards of their routes, and look-ups of
// IDs.
const interfaceOfAuth = '^src/contracts/(credentials|contract|admission|request-ids)\\.ts$';
const meaningOf = (names) => `^src/(${names})/(?!http/)`;
const anHttp = '^src/[^/]+/http/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'In a cycle, a decorator may find the imported class undefined. Join the two files, or move what both need into a third. An `import type` makes no cycle.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },

    mayOnlyImport('config-imports-nothing', 'Settings are read before anything else exists.', config, config),
    mayOnlyImport(
      'shared-files-import-nothing',
      'All modules may use these files: the kinds of problems, the active request, normal forms. So they import no module.',
      '^src/((problem|rows|request-of|active-request|asked-past|finished-answer|origin|own-ids|request-limits|response-capture)\\.ts$|normal-forms/)',
      '^src/(normal-forms/|engine/kit/|(active-request|asked-past|finished-answer|origin|own-ids)\\.ts$)',
    ),
    ...['tenant-database', 'embedded-postgres', 'backup-file', 'workers', 'webhooks', 'leader', 'traces'].map((name) =>
      mayOnlyImport(
        `engine-${name}-stands-alone`,
        'An engine imports its own files and the kit. The application passes settings, loggers and mappings, so an engine can be read and tested alone.',
        `^src/engine/${name}/`,
        `^src/engine/${name}/`,
        kit,
      ),
    ),
    mayOnlyImport(
      'kit-imports-nothing',
      'The kit has helpers of all engines. It imports neither an engine nor the application.',
      kit,
      kit,
    ),
    {
      name: 'engines-have-one-door',
      comment:
        'Code outside an engine imports its index.ts only, so that the internals of an engine may change freely.',
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
      sharedFiles,
    ),
    mayOnlyImport(
      'auth-knows-no-feature',
      'Auth identifies the caller and the tenant before any feature runs. It implements the checks that contracts ask for. auth.module.ts passes the list of contracts.',
      meaningOf('auth'),
      meaningOf('auth'),
      '^src/auth/http/',
      listOfContracts,
      interfaceOfAuth,
      database,
      config,
      sharedFiles,
    ),
    mayOnlyImport(
      'customers-know-no-owned-module',
      'The customers module does not import emails, phones, company names, contact persons or ledger. It calls them through small interfaces (ports) of its own.',
      meaningOf('customers'),
      meaningOf('customers|auth'),
      '^src/customers/http/',
      database,
      config,
      sharedFiles,
    ),
    ...owned.map((name) =>
      mayOnlyImport(
        `${name}-know-only-customers`,
        'A module of owned records does not depend on another one. Common rules are in customers.',
        meaningOf(name),
        meaningOf(`${name}|customers|auth`),
        `^src/${name}/http/`,
        database,
        config,
        sharedFiles,
      ),
    ),
    mayOnlyImport(
      'customer-cards-combine-modules',
      'A card is a customer with its emails, phones and company names. This module combines them, so that they need not import each other.',
      meaningOf('customer-cards'),
      meaningOf(`customer-cards|${features}|wire-ids|auth`),
      '^src/customer-cards/http/',
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'changes-take-back-through-modules',
      'History knows the fields of all records. A revert writes them through the services of their modules, and none of these knows about it.',
      meaningOf('changes'),
      meaningOf(`changes|${features}|auth`),
      '^src/changes/http/',
      database,
      config,
      sharedFiles,
    ),
    mayOnlyImport(
      'feed-knows-no-feature',
      'The feed reads kept changes, whatever made them. It imports no module whose changes these are.',
      meaningOf('feed'),
      meaningOf('feed|auth'),
      '^src/feed/http/',
      database,
      config,
      sharedFiles,
    ),
    mayOnlyImport(
      'erasure-knows-tables-only',
      'Erasing goes by one map of columns. Modules that keep copies of values register with it, so it imports none.',
      meaningOf('erasure'),
      meaningOf('erasure|auth'),
      '^src/erasure/http/',
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'merging-moves-records',
      'A merge moves rows of all records that a customer owns, by their tables, and compares values as the history does. No module knows about it.',
      meaningOf('merging'),
      meaningOf('merging|customers|changes|erasure|auth'),
      '^src/merging/http/',
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'webhooks-push-the-feed',
      'Webhooks send what the feed has, with the names of the history, and show customers through the routes of contracts, by their IDs there. No module knows about them.',
      meaningOf('webhooks'),
      meaningOf('webhooks|feed|changes|bulk|auth'),
      '^src/webhooks/http/',
      listOfContracts,
      interfaceOfAuth,
      engineDoor('webhooks'),
      engineDoor('leader'),
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'wire-ids-know-tables-only',
      'The IDs of contracts belong to rows of any table. The statements that read these rows look the IDs up, so this module imports none of theirs.',
      meaningOf('wire-ids'),
      meaningOf('wire-ids|auth'),
      '^src/wire-ids/http/',
      interfaceOfAuth,
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'imports-bring-whole-records',
      'An import makes and changes customers with all records that they own, gives them their IDs, takes changes back, and registers its copies with erasure.',
      meaningOf('imports'),
      meaningOf(`imports|${features}|customer-cards|changes|erasure|joining|wire-ids|auth`),
      '^src/imports/http/',
      engineDoor('webhooks'),
      engineDoor('leader'),
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'joining-reads-the-record',
      'Joining compares stored customers, and rows that are no customers yet. The module that has such rows calls it.',
      meaningOf('joining'),
      meaningOf('joining|customers|erasure|auth'),
      '^src/joining/http/',
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'bulk-knows-no-feature',
      'Each request inside a bulk request goes through the routes, with all of their checks. Bulk calls no service directly.',
      meaningOf('bulk'),
      meaningOf('bulk|auth'),
      '^src/bulk/http/',
      interfaceOfAuth,
      config,
      sharedFiles,
    ),
    {
      name: 'only-bulk-acts-for-a-caller',
      comment:
        'A delegated request runs as the given caller without a credential. So only one place delegates, right after it has admitted the caller, and only the guard reads it.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/bulk/in-process-requests\\.ts$', '^src/auth/access\\.guard\\.ts$'] },
      to: { path: '^src/auth/delegation\\.ts$' },
    },

    mayOnlyImport(
      'operation-knows-no-feature',
      'Probes, logs, metrics and stopping do not depend on any feature.',
      '^src/operation/',
      '^src/operation/',
      meaningOf('auth'),
      contracts,
      database,
      config,
      sharedFiles,
    ),

    mayOnlyImport(
      'mcp-goes-through-the-sdk',
      'Agents have what their API key may do over HTTP, and no other way to the data.',
      '^src/mcp/',
      '^src/mcp/',
      config,
      kit,
    ),
    {
      name: 'only-mcp-uses-the-sdk',
      comment: 'The server answers its own requests without HTTP. The command line loads MCP late, and by one door.',
      severity: 'error',
      from: { path: '^(src/|ormconfig)', pathNot: '^src/mcp/' },
      to: { path: ['^sdk/', '^src/mcp/(?!index\\.ts$)', 'node_modules/(@modelcontextprotocol|zod)/'] },
    },

    {
      name: 'meaning-knows-no-wire-word',
      comment:
        'The rules of a module do not depend on the words of a contract. Only its *.module.ts file imports controllers, to register them.',
      severity: 'error',
      from: { path: meaningOf(modules), pathNot: '\\.module\\.ts$' },
      to: { path: [anHttp, contracts], pathNot: [listOfContracts, interfaceOfAuth] },
    },
    mayOnlyImport(
      'http-speaks-for-its-own-module',
      "A controller takes one contract's words, calls its own module, and answers in the contract's words. It uses no other module's controllers or DTOs.",
      {
        path: '^src/([^/]+)/http/',
        pathNot: `^src/(${owned.join('|')}|customer-cards|changes|feed|erasure|imports|merging)/`,
      },
      '^src/$1/',
      meaningOf('auth'),
      contracts,
      config,
      sharedFiles,
      tenantId,
    ),
    mayOnlyImport(
      'http-of-what-a-customer-owns',
      'As above. Their URLs begin with a customer, so they may also call the customers module, and use its DTOs for pages, times and searches.',
      `^src/(${owned.join('|')})/http/([^/]+)/`,
      '^src/$1/',
      '^src/customers/http/$2/',
      meaningOf('customers|auth'),
      contracts,
      sharedFiles,
      tenantId,
    ),
    mayOnlyImport(
      'http-of-a-card',
      'As above. A card shows records in the words of their own modules, so it may import the words and the DTOs of these modules.',
      '^src/customer-cards/http/([^/]+)/',
      '^src/customer-cards/',
      `^src/(${features}|wire-ids)/http/$1/(words|if-match|\\w+\\.dto)\\.ts$`,
      meaningOf('customers'),
      meaningOf('auth'),
      contracts,
      sharedFiles,
      tenantId,
    ),
    mayOnlyImport(
      'http-of-kept-changes',
      'As above. The feed, the export of a customer and merges show changes in the words of the history, and kept changes know no wire word.',
      '^src/(changes|feed|erasure|merging)/http/([^/]+)/',
      '^src/$1/',
      '^src/changes/http/$2/words\\.ts$',
      meaningOf('auth'),
      contracts,
      '^src/database/(changed-records|kept-changes)\\.ts$',
      config,
      sharedFiles,
      tenantId,
    ),
    mayOnlyImport(
      'http-of-an-import',
      'As above. A row of a file has the words of one contract for a customer and its records, so it is read and written by the words and the DTOs of their modules.',
      '^src/imports/http/([^/]+)',
      '^src/imports/',
      `^src/(${features}|customer-cards|changes)/http/$1/`,
      '^src/(config|normal-forms)/',
      meaningOf(`${features}|customer-cards|auth`),
      contracts,
      sharedFiles,
      tenantId,
    ),
    mayOnlyImport(
      'contracts-know-no-feature',
      "A contract's dialect (credentials, envelope, refusals) is the same for all its routes, whatever they are about. Auth implements the checks that it asks for.",
      contracts,
      contracts,
      config,
      sharedFiles,
    ),

    {
      name: 'nothing-imports-upward',
      comment:
        'The application, its entry points and the definition of the database import the modules, never the other way round.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/(cli|openapi)/' },
      to: { path: '^(ormconfig\\.ts$|src/(cli|openapi)/|src/[^/]+\\.ts$)', pathNot: sharedFiles },
    },
    mayOnlyImport(
      'openapi-knows-no-feature',
      'Documents are generated from the declarations of routes and contracts, so a new feature needs no change here.',
      '^src/openapi/',
      '^src/openapi/',
      '^src/routes\\.ts$',
      contracts,
      meaningOf('auth'),
      sharedFiles,
    ),
    {
      name: 'cli-does-without-http',
      comment:
        'The command line calls services, like a controller, and imports no controller. It takes its choices from the list of contracts.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: [anHttp, contracts], pathNot: listOfContracts },
    },
    mayOnlyImport(
      'ormconfig-is-a-definition',
      'The command line, the tests and the typeorm tool load this file without the application.',
      '^ormconfig\\.ts$',
      config,
      database,
      '^src/entities\\.ts$',
      '\\.entity\\.ts$',
    ),
    mayOnlyImport(
      'entities-is-a-list',
      'ormconfig.ts loads this file without the application.',
      '^src/entities\\.ts$',
      '\\.entity\\.ts$',
    ),
    {
      name: 'only-the-fence-talks-to-postgres',
      comment:
        'With a connection one can run a query without a tenant, so other code goes through src/database. Entities only describe tables, and repositories extend TenantRepository.',
      severity: 'error',
      // TypeORM's own migration command loads cli/data-source.ts.
      from: {
        path: '^src/',
        pathNot: ['^src/(database|engine)/', '\\.(entity|repository)\\.ts$', '^src/cli/data-source\\.ts$'],
      },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },

    {
      name: 'no-tests-in-the-product',
      comment: 'Helpers of tests and benchmarks stay outside src.',
      severity: 'error',
      from: { path: '^(src/|ormconfig)' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'runs-without-development-tools',
      comment:
        '`npm ci --omit=dev` installs only `dependencies`, so every imported package must be listed there by its own name.',
      severity: 'error',
      from: { path: '^(src/|ormconfig)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'If only types are imported from a misspelt path, it compiles, and the server fails at its start.',
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
