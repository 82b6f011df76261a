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

/** What Swagger UI keeps is in the maps of Immutable. */
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
 * A plugin of Swagger UI, which by itself shows the examples of bodies and not those of parameters: required parameters begin with theirs, and
 * the others tell theirs. It is sent to the browser as it stands here, so it uses nothing from around it.
 */
export function exampleFiller() {
  // Milliseconds, as the README makes them; one more on a tie.
  let last = 0;
  const nonce = () => String((last = Math.max(Date.now(), last + 1)));

  function fill(parameter: Parameter, method: string): void {
    const { name, required, schema: { examples = [] } = {} } = parameter;
    delete parameter.example;
    // The example of the document is in the past, and a caller may have sent a greater one since.
    if (required && name === 'nonce') {
      parameter.example = nonce();
      return;
    }
    if (examples.length === 0) return;
    if (!required) parameter.description += ` For example \`${examples.join('` or `')}\`.`;
    // What is deleted is the reader's own choice.
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
          // A nonce is spent by its request.
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
