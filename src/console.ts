import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OidcSettings } from './config/oidc-settings.js';
import { memoized } from './engine/kit/memoized.js';
import { answerNotFound, pathOf, publicAddress } from './public-address.js';

/** `npm run build` writes it. From dist/src and from src, it is in these places. */
const FOLDERS = [join(__dirname, '../console'), join(__dirname, '../dist/console')];

const TYPES = { script: 'text/javascript; charset=utf-8', style: 'text/css; charset=utf-8' };

/** The names have a hash of the content, so a browser never asks for one again. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/**
 * Serves the page for people at /console. It has no route of its own for data: it uses the contract clientela with the
 * session of the person. The part of the address after `#` names the place in the page, and browsers do not send it, so
 * there is one page.
 */
export async function serveConsole(
  app: NestFastifyApplication,
  publicUrls: readonly string[],
  provider?: OidcSettings,
): Promise<void> {
  const assets = builtAssets();
  const texts = new Map<string, string>();

  await app.register(
    async (pages: FastifyInstance) => {
      answerNotFound(pages);
      if (!assets) {
        pages.get('/', (_request, reply) =>
          reply.status(404).type('text/plain; charset=utf-8').send('This page is built by: npm run build\n'),
        );
        return;
      }
      // All styles are in a file, unlike those of Swagger UI.
      pages.addHook('onSend', async (_request, reply) => {
        const policy = String(reply.getHeader('Content-Security-Policy'));
        void reply.header('Content-Security-Policy', policy.replace(" 'unsafe-inline'", ''));
      });
      pages.get('/', { exposeHeadRoute: true }, (request, reply) => {
        const address = publicAddress(request, publicUrls);
        return reply
          .type('text/html; charset=utf-8')
          .header('Cache-Control', 'no-cache')
          .send(memoized(texts, address, () => page(pathOf(address), assets, provider)));
      });
      for (const { name, type, plain, zipped } of Object.values(assets)) {
        pages.get(`/${name}`, { exposeHeadRoute: true }, (request, reply) => {
          void reply.type(type).headers({ 'Cache-Control': FOR_GOOD, Vary: 'Accept-Encoding' });
          if (!takesGzip(request)) return reply.send(plain);
          return reply.header('Content-Encoding', 'gzip').send(zipped);
        });
      }
    },
    { prefix: '/console' },
  );
}

interface Asset {
  name: string;
  type: string;
  plain: Buffer;
  zipped: Buffer;
}

type Assets = Record<keyof typeof TYPES, Asset>;

/** They are read once: together they are smaller than one document of the API. */
function builtAssets(): Assets | undefined {
  for (const folder of FOLDERS) {
    const list = readIfThere(join(folder, 'files.json'));
    if (!list) continue;
    const { script, style } = JSON.parse(list.toString()) as Record<keyof typeof TYPES, string>;
    const asset = (name: string, type: string): Asset => ({
      name,
      type,
      plain: readFileSync(join(folder, name)),
      zipped: readFileSync(join(folder, `${name}.gz`)),
    });
    return { script: asset(script, TYPES.script), style: asset(style, TYPES.style) };
  }
  return undefined;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const takesGzip = ({ headers }: FastifyRequest) =>
  /(?:^|,)\s*(?:gzip|\*)\s*(?:,|;\s*q=(?:0\.\d*[1-9]|1)|$)/i.test(String(headers['accept-encoding'] ?? ''));

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What the page needs to know of the identity provider: its name, and whether "Sign out" also goes there. */
const dataOf = ({ name, signOut }: OidcSettings) =>
  ` data-provider="${escaped(name)}"${signOut === 'here' ? '' : ' data-provider-signs-out'}`;

const page = (path: string, { script, style }: Assets, provider?: OidcSettings) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Clientela</title>
    <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230f6b5c'/%3E%3Cpath d='M21.5 12.2A6.6 6.6 0 1 0 21.5 19.8' fill='none' stroke='white' stroke-width='3.4' stroke-linecap='round'/%3E%3C/svg%3E">
    <link rel="stylesheet" href="${path}/console/${style.name}">
    <script defer src="${path}/console/${script.name}"></script>
  </head>
  <body>
    <div id="console" data-path="${path}"${provider ? dataOf(provider) : ''}></div>
    <noscript>This page needs JavaScript. / Esta página necesita JavaScript.</noscript>
  </body>
</html>
`;
