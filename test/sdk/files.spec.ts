import type { ApiDocument } from '../../sdk/generator/document.js';
import { methodsOf } from '../../sdk/generator/methods.js';
import { textOf } from '../../sdk/generator/text.js';
import { clientOf } from '../../sdk/src/core/client.js';

// No operation has a file yet. Imports and exports will.
const operation = { summary: 'A file', tags: ['Files'] };
const content = (...media: string[]) => Object.fromEntries(media.map((one) => [one, { schema: { type: 'string' } }]));
const document: ApiDocument = {
  components: { schemas: {} },
  paths: {
    '/files': {
      post: {
        ...operation,
        operationId: 'addFile',
        requestBody: { required: true, content: content('text/csv', 'application/x-ndjson') },
        responses: { 201: {} },
      },
      get: { ...operation, operationId: 'readFile', responses: { 200: { content: content('text/csv') } } },
    },
  },
};

describe('an operation with a file', () => {
  it('has a method that takes a text or bytes with their type, or that leaves the reading to the caller', () => {
    const text = textOf('files', methodsOf(document)).replace(/\s+/g, ' ');
    expect(text).toContain(
      "add(body: Content, options: CallOptions & { contentType: 'text/csv' | 'application/x-ndjson' }): Call<undefined>",
    );
    expect(text).toContain("call('POST', '/files', { body, media: options.contentType }, options)");
    expect(text).toContain('read(options?: CallOptions): Call<Response>');
  });

  it('is sent as it is, and again if need be; and is not read by the client', async () => {
    const sent: [type: string | null, text: string][] = [];
    const fetch = async (request: Request) => {
      if (request.method === 'GET') return new Response('a,b\n1,2\n', { headers: { 'Content-Type': 'text/csv' } });
      sent.push([request.headers.get('Content-Type'), await request.text()]);
      return new Response(null, { status: sent.length === 1 ? 503 : 201 });
    };
    const connection = { baseUrl: 'http://127.0.0.1', fetch, retryDelay: 1 };
    const { transport } = clientOf(connection, { withKey: new Set(['POST /files']) });
    for (const body of ['a\n', new Blob(['b\n']), new TextEncoder().encode('c\n')])
      await transport.call('POST', '/files', { body, media: 'text/csv' });
    expect(sent).toEqual(['a\n', 'a\n', 'b\n', 'c\n'].map((text) => ['text/csv', text]));
    const file = await transport.call<Response>('GET', '/files', { isStreamed: true });
    expect(await file.text()).toBe('a,b\n1,2\n');
  });
});
