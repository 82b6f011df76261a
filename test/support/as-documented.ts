import type { INestApplication } from '@nestjs/common';
import type { Contract } from '../../src/contracts/contract.js';
import { dialectOf } from '../../src/contracts/front-door.js';
import { documentOf } from '../../src/openapi.js';
import type { Answer } from './app.js';
import { Documented, schemaOf } from './documents.js';

/** Holds every answer that a test gets against the document of its contract: a status or a key that is not in there is a failure. */
export function answersAsDocumented(nest: INestApplication) {
  const documents = new Map<Contract, Documented>();
  const of = (contract: Contract) => {
    const documented = documents.get(contract) ?? new Documented(documentOf(nest, contract));
    documents.set(contract, documented);
    return documented;
  };

  return (method: string, url: string, { status, body }: Answer): void => {
    const path = url.replace(/\?.*$/s, '');
    const contract = dialectOf(path);
    const operation = of(contract).operationOf(method, path);
    // A method that a setting has switched off is no operation of this process.
    if (!operation || status === 405) return;
    const response = of(contract).response(operation, status);
    const schema = response && schemaOf(response);
    const complaint = !response ? 'the status is not in it' : schema ? of(contract).complaint(schema, body) : body === undefined ? undefined : 'the body should be empty';
    if (complaint) throw new Error(`${method} ${path} answered ${status} otherwise than the document of ${contract.name} says of ${operation.operationId}: ${complaint}\n${JSON.stringify(body)}`);
  };
}
