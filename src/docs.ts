import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { exampleFiller } from './docs.plugin.js';
import { kept } from './kept.js';
import { DOCUMENTS, written } from './openapi.js';
import type { Document } from './openapi/document.js';
import { inOpenApi30 } from './openapi/openapi-3-0.js';

/** Of Swagger UI, what our page needs. */
const ASSETS: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
  'favicon-16x16.png': 'image/png',
  'favicon-32x32.png': 'image/png',
};

/** Swagger UI at /docs and the documents at /docs/<name>.json, in OpenAPI 3.0.3 at /docs/<name>-3.0.json. All of it comes from this server. */
export async function serveDocs(app: NestFastifyApplication): Promise<void> {
  const folder = swaggerUi();
  const texts = new Map<string, string>();

  await app.register(
    async (docs: FastifyInstance) => {
      docs.setNotFoundHandler((_request, reply) => reply.status(404).type('text/plain; charset=utf-8').send('Not found\n'));
      docs.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
      docs.get('/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
      // Each document is made at its first request: most processes are never asked.
      const serve = (name: string, make: () => Document) => {
        const text = () => kept(texts, name, () => written(make()));
        docs.get(`/${name}.json`, (_request, reply) => reply.type('application/json; charset=utf-8').send(text()));
      };
      for (const { name, draw } of DOCUMENTS) {
        serve(name, () => draw(app));
        serve(`${name}-3.0`, () => inOpenApi30(draw(app)));
      }
      for (const [asset, type] of Object.entries(ASSETS)) {
        docs.get(`/${asset}`, async (_request, reply) => reply.type(type).header('Cache-Control', 'public, max-age=3600').send(await readFile(join(folder, asset))));
      }
    },
    { prefix: '/docs' },
  );
}

// It comes with @nestjs/swagger, so it is looked for from there.
function swaggerUi(): string {
  const ofSwagger = createRequire(createRequire(__filename).resolve('@nestjs/swagger'));
  return dirname(ofSwagger.resolve('swagger-ui-dist/package.json'));
}

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Clientela API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="stylesheet" href="/docs/index.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" sizes="32x32">
    <link rel="icon" type="image/png" href="/docs/favicon-16x16.png" sizes="16x16">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/swagger-ui-standalone-preset.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const SETTINGS = {
  dom_id: '#swagger-ui',
  urls: DOCUMENTS.map(({ name, title }) => ({ name: title, url: `/docs/${name}.json` })),
  layout: 'StandaloneLayout',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // Its validator is somebody else's server.
  validatorUrl: null,
};

const START = `window.ui = SwaggerUIBundle({
  ...${JSON.stringify(SETTINGS, null, 2).replaceAll('\n', '\n  ')},
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [${exampleFiller.toString()}],
});
`;
