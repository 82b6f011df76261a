/**
 * Operations that a caller can go on with after this one, for the document. By parameter of those operations, `from`
 * has the place of its value: a JSON pointer into the answer, or a header of it. Parameters of the path that both have
 * in common need no place.
 */
export const LeadsTo =
  (operationIds: readonly string[], from: Readonly<Record<string, string>> = {}): MethodDecorator =>
  (_target, _key, descriptor: PropertyDescriptor) => {
    const handler = descriptor.value as object;
    const links = operationIds.map((operationId) => ({ operationId, from }));
    // Decorators run from bottom to top, but links are listed from top to bottom.
    Reflect.defineMetadata(LEADS_TO, [...links, ...linksOf(handler)], handler);
  };

export interface Link {
  readonly operationId: string;
  readonly from: Readonly<Record<string, string>>;
}

export const linksOf = (handler: object) => (Reflect.getMetadata(LEADS_TO, handler) as Link[] | undefined) ?? [];

const LEADS_TO = 'clientela:leads-to';
