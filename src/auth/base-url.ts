import type { FastifyRequest } from 'fastify';

/** Where this server is, as the caller calls it: `https://billing.example:8443`. Behind a trusted proxy it is the proxy's address. */
// HTTP/1.0 needs no Host; what is left is a path, which is a good URL too.
export const baseUrlOf = ({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>) => (host ? `${protocol}://${host}` : '');
