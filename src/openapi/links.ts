import { type Link } from '../contracts/links.js';
import { type Operation, placesOf, type Document, type Parameter, type Response } from './document.js';

/** Adds to the success of an operation what a caller can go on with. */
export function addLinks(document: Document, linksOf: (operation: Operation) => readonly Link[]): void {
  const byId = new Map(placesOf(document).map(({ operation }) => [operation.operationId, operation]));
  for (const operation of byId.values()) {
    const links = linksOf(operation).map(({ operationId, from }) => {
      const target = byId.get(operationId);
      if (!target) throw new Error(`${operation.operationId} leads to ${operationId}, which does not exist`);
      return [operationId, { operationId, parameters: parametersOf(operation, target, from) }];
    });
    if (links.length === 0) continue;
    const [, success] = Object.entries(operation.responses).find(([status]) => Number(status) < 300)!;
    (success as Response).links = Object.fromEntries(links) as Response['links'];
  }
}

function parametersOf(operation: Operation, target: Operation, from: Link['from']): Record<string, string> {
  const inPath = ({ parameters }: Operation) => namesOf(parameters.filter((parameter) => parameter.in === 'path'));
  const common = inPath(operation).filter((name) => inPath(target).includes(name) && !(name in from));
  const given = Object.entries(from).filter(([name]) => namesOf(target.parameters).includes(name));
  return {
    ...Object.fromEntries(common.map((name) => [name, `$request.path.${name}`])),
    ...Object.fromEntries(
      given.map(([name, place]) => [name, `$response.${place.startsWith('/') ? `body#${place}` : `header.${place}`}`]),
    ),
  };
}

const namesOf = (parameters: readonly Parameter[]) => parameters.map(({ name }) => name);
