import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The address of PUBLIC_URL that a page is for. Without PUBLIC_URL it is empty, and all addresses share the page. */
export const publicAddress = ({ baseUrl }: FastifyRequest, publicUrls: readonly string[]): string =>
  publicUrls.length > 0 ? baseUrl : '';

/** The path that the links of a page begin with. */
export const pathOf = (address: string) => (address === '' ? '' : new URL(address).pathname.replace(/\/+$/, ''));

/** Answers 404 in plain text, beside the problems of the contracts. */
export const answerNotFound = (pages: FastifyInstance) =>
  pages.setNotFoundHandler((_request, reply) =>
    reply.status(404).type('text/plain; charset=utf-8').send('Not found\n'),
  );
