interface Parameter {
  name: string;
  required?: boolean;
  description?: string;
  schema?: { examples?: unknown[] };
  example?: unknown;
}

interface Document {
  paths?: Record<string, Record<string, { parameters?: Parameter[] }>>;
}

/** Swagger UI stores its state in maps of the library Immutable. */
interface Kept {
  get(key: string): unknown;
  getIn(keys: string[]): Kept | undefined;
  find(wanted: (one: Kept) => boolean): Kept | undefined;
}

interface SwaggerUi {
  specSelectors: { specJsonWithResolvedSubtrees(): Kept };
  specActions: {
    changeParamByIdentity(operation: [path: string, method: string], parameter: Kept, value: string): void;
  };
}

/**
 * A plugin for Swagger UI, which shows examples of bodies but not of parameters. Required parameters are filled in with
 * their example; other parameters describe it. The source text of this function is sent to the browser, so it must not
 * use anything outside.
 */
export function exampleFiller() {
  // The time in milliseconds, as in the README; one more if it was used already.
  let last = 0;
  const nonce = () => String((last = Math.max(Date.now(), last + 1)));

  function fill(parameter: Parameter, method: string): void {
    const { name, required, schema: { examples = [] } = {} } = parameter;
    delete parameter.example;
    // The example in the document is in the past, so a greater nonce may have been used since.
    if (required && name === 'nonce') {
      parameter.example = nonce();
      return;
    }
    if (examples.length === 0) return;
    if (!required) parameter.description += ` For example \`${examples.join('` or `')}\`.`;
    // Never fill in the ID of a record to delete.
    else if (method !== 'delete') parameter.example = examples[0];
  }

  return {
    statePlugins: {
      spec: {
        wrapActions: {
          updateJsonSpec: (update: (document: Document) => unknown) => (document: Document) => {
            for (const operations of Object.values(document.paths ?? {})) {
              for (const [method, { parameters = [] }] of Object.entries(operations))
                for (const parameter of parameters) fill(parameter, method);
            }
            return update(document);
          },
          // A request has used the nonce, so fill in the next one.
          setResponse:
            (set: (...given: unknown[]) => unknown, { specSelectors, specActions }: SwaggerUi) =>
            (path: string, method: string, response: unknown) => {
              const parameters = specSelectors
                .specJsonWithResolvedSubtrees()
                .getIn(['paths', path, method, 'parameters']);
              const spent = parameters?.find(
                (parameter) => parameter.get('name') === 'nonce' && parameter.get('required') === true,
              );
              if (spent) specActions.changeParamByIdentity([path, method], spent, nonce());
              return set(path, method, response);
            },
        },
      },
    },
  };
}
