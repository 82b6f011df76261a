import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CONTRACTS } from './contracts/index.js';
import { Readiness } from './operation/readiness.js';
import { publicAddress } from './public-address.js';

/**
 * Serves the page at /: the contracts, links to their documentation, and the state of the server. Browsers get HTML,
 * programs get JSON. Links begin with PUBLIC_URL; without it they are paths.
 */
export function serveLandingPage(app: NestFastifyApplication, publicUrls: readonly string[]): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const readiness = app.get(Readiness, { strict: false });
  fastify.get('/', { exposeHeadRoute: true }, async (request, reply) => {
    const front = landingPage(publicAddress(request, publicUrls), await readiness.status());
    void reply.headers({ 'Cache-Control': 'no-store', Vary: 'Accept' });
    return wantsHtml(request)
      ? reply.type('text/html; charset=utf-8').send(asPage(front))
      : reply.type('application/json; charset=utf-8').send(front);
  });
}

interface LandingPage {
  name: string;
  /** The status that /health/ready shows. */
  status: string;
  documentation: string;
  console: string;
  health: { live: string; ready: string };
  contracts: { name: string; title: string; description: string; documentation: string; openapi: string }[];
}

const landingPage = (address: string, status: string): LandingPage => ({
  name: 'Clientela',
  status,
  documentation: `${address}/docs`,
  console: `${address}/console`,
  health: { live: `${address}/health/live`, ready: `${address}/health/ready` },
  contracts: CONTRACTS.map(({ name, title, description }) => ({
    name,
    title,
    description,
    documentation: `${address}/docs?urls.primaryName=${encodeURIComponent(title)}`,
    openapi: `${address}/docs/${name}.json`,
  })),
});

// curl and libraries send `*/*`; browsers name HTML.
function wantsHtml({ headers: { accept = '' } }: FastifyRequest): boolean {
  const weightOf = (type: string) => {
    const range = accept
      .toLowerCase()
      .split(',')
      .map((one) => one.trim())
      .find((one) => one.split(';')[0]!.trim() === type);
    return range === undefined ? 0 : Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1);
  };
  return weightOf('text/html') > weightOf('application/json');
}

const STATES: Record<string, string> = {
  ok: 'The server is ready.',
  starting: 'The server is starting.',
  stopping: 'The server is stopping.',
  database_unavailable: 'The server runs, but its database does not answer.',
};

/** The rest is for people who write clients. */
const firstParagraph = (text: string) => text.split('\n\n')[0]!;

const asPage = ({ name, status, documentation, console, health, contracts }: LandingPage) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${name}</title>
    <link rel="icon" href="data:,">
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
      dt { font-weight: 600; margin-top: 1rem }
      dd { margin: 0 }
      a { color: #0b57d0 }
      @media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } a { color: #8ab4f8 } }
    </style>
  </head>
  <body>
    <h1>${name}</h1>
    <p>One customer record, answered over five published contracts and one of its own. <strong>${STATES[status] ?? status}</strong></p>
    <p><a href="${console}">Console</a>, where people see and administer customers · <a href="${documentation}">API documentation</a>, where requests can be tried out · <a href="${health.ready}">state of the server</a></p>
    <dl>
${contracts.map((one) => `      <dt>${one.title}</dt>\n      <dd>${firstParagraph(one.description)} <a href="${one.documentation}">Documentation</a> · <a href="${one.openapi}">OpenAPI</a></dd>`).join('\n')}
    </dl>
  </body>
</html>
`;
