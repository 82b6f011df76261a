/** The body of the success of an operation. */
export type Answered<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses]: Status extends 200 | 201 | 202 ? ContentOf<Responses[Status]> : never;
    }[keyof Responses]
  : never;

type ContentOf<Response> = Response extends { content: infer Content } ? Content[keyof Content] : undefined;

/** The query of an operation, without what the client adds itself. */
export type QueryOf<Operation, Added extends string = never> = Operation extends { parameters: { query?: infer Query } }
  ? Omit<NonNullable<Query>, Added>
  : never;
