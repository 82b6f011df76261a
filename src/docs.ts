import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { exampleFiller } from './docs.plugin.js';
import { memoized } from './engine/kit/memoized.js';
import { DOCUMENTS, written } from './openapi.js';
import type { Document } from './openapi/document.js';
import { inOpenApi30 } from './openapi/openapi-3-0.js';
import { answerNotFound, pathOf, publicAddress } from './public-address.js';

/** The files of Swagger UI that our page needs. */
const ASSETS: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-16x16.png': 'image/png',
  'favicon-32x32.png': 'image/png',
};

/**
 * Serves Swagger UI at /docs, the documents at /docs/<name>.json, and their OpenAPI 3.0.3 form at
 * /docs/<name>-3.0.json. Everything comes from this server, and links begin with the path of PUBLIC_URL.
 */
export async function serveDocs(app: NestFastifyApplication, publicUrls: readonly string[]): Promise<void> {
  const folder = swaggerUi();
  const pages = new Map<string, string>();
  const texts = new Map<string, string>();

  await app.register(
    async (docs: FastifyInstance) => {
      answerNotFound(docs);
      const serve = (path: string, type: string, text: (address: string) => string) =>
        docs.get(path, { exposeHeadRoute: true }, (request, reply) =>
          reply.type(`${type}; charset=utf-8`).send(text(publicAddress(request, publicUrls))),
        );
      serve('/', 'text/html', (address) => memoized(pages, `page ${address}`, () => page(pathOf(address))));
      serve('/start.js', 'text/javascript', (address) =>
        memoized(pages, `start ${address}`, () => start(pathOf(address))),
      );
      serve('/page.css', 'text/css', () => STYLE);
      // Each document is generated at its first request: most processes never serve one.
      const serveDocument = (name: string, make: () => Document) =>
        serve(`/${name}.json`, 'application/json', (address) =>
          memoized(texts, `${name} ${address}`, () => written(servedAt(make(), address, publicUrls))),
        );
      for (const { name, draw } of DOCUMENTS) {
        serveDocument(name, () => draw(app));
        serveDocument(`${name}-3.0`, () => inOpenApi30(draw(app)));
      }
      for (const [asset, type] of Object.entries(ASSETS)) {
        docs.get(`/${asset}`, { exposeHeadRoute: true }, async (_request, reply) =>
          reply
            .type(type)
            .header('Cache-Control', 'public, max-age=3600')
            .send(await readFile(join(folder, asset))),
        );
      }
    },
    { prefix: '/docs' },
  );
}

/** The document for clients of one address, which is the first of its servers. */
const servedAt = (document: Document, address: string, publicUrls: readonly string[]): Document =>
  address === ''
    ? document
    : { ...document, servers: [...new Set([address, ...publicUrls])].map((url) => ({ url, 'x-internal': false })) };

// It is a dependency of @nestjs/swagger, so it is resolved from there.
function swaggerUi(): string {
  const ofSwagger = createRequire(createRequire(__filename).resolve('@nestjs/swagger'));
  return dirname(ofSwagger.resolve('swagger-ui-dist/package.json'));
}

const page = (path: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Clientela API</title>
    <link rel="stylesheet" href="${path}/docs/swagger-ui.css">
    <link rel="stylesheet" href="${path}/docs/index.css">
    <link rel="stylesheet" href="${path}/docs/page.css">
    <link rel="icon" type="image/png" href="${path}/docs/favicon-32x32.png" sizes="32x32">
    <link rel="icon" type="image/png" href="${path}/docs/favicon-16x16.png" sizes="16x16">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${path}/docs/swagger-ui-bundle.js"></script>
    <script src="${path}/docs/swagger-ui-standalone-preset.js"></script>
    <script src="${path}/docs/start.js"></script>
  </body>
</html>
`;

const settings = (path: string) => ({
  dom_id: '#swagger-ui',
  urls: DOCUMENTS.map(({ name, title }) => ({ name: title, url: `${path}/docs/${name}.json` })),
  layout: 'StandaloneLayout',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // The default validator is an external server.
  validatorUrl: null,
});

const start = (path: string) => `window.ui = SwaggerUIBundle({
  ...${JSON.stringify(settings(path), null, 2).replaceAll('\n', '\n  ')},
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [${exampleFiller.toString()}],
});
`;

// Swagger UI is made for wide windows. On a phone, table cells are stacked, each as wide as the page.
const STYLE = `@media (max-width: 640px) {
  .swagger-ui :is(.parameters, .responses-table):is(table),
  .swagger-ui :is(.parameters, .responses-table) > tbody,
  .swagger-ui :is(.parameters, .responses-table) > tbody > tr,
  .swagger-ui :is(.parameters, .responses-table) > tbody > tr > td { display: block; width: auto; max-width: 100%; min-width: 0; box-sizing: border-box }
  .swagger-ui :is(.parameters, .responses-table) > thead { display: none }
  .swagger-ui .parameters > tbody > tr > td { padding: 4px 0 }
  .swagger-ui .parameters > tbody > tr > td :is(input, select, textarea) { width: 100%; max-width: 100%; min-width: 0 }
  .swagger-ui .responses-table td.response-col_links { display: none }
  .swagger-ui :is(pre, code) { white-space: pre-wrap; overflow-wrap: anywhere }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap }
}
`;
