/** Where a rule comes from. */
export const SOURCES = ['seed', 'documented', 'recorded', 'client', 'decided'] as const;
export type SourceKind = (typeof SOURCES)[number];

export interface Source {
  kind: SourceKind;
  /** The document and its heading, the exchange, the client, or the document of Clientela with the decision. */
  where: string;
}

/** One rule of a contract, with the requests that show whether it holds. */
export interface Case<Api = unknown> {
  contract: string;
  /** The operation ID in the contract's OpenAPI document. */
  operation: string;
  source: Source;
  /** Unique for an operation. */
  title: string;
  /** Throws if the rule does not hold. */
  run(api: Api): Promise<unknown>;
  /** Why Clientela does not follow this source. */
  exception?: string;
  /** The case sends requests until they are refused, so it runs last, and at the target with the published rates. */
  rate?: boolean;
}

type Run<Api> = (api: Api) => Promise<unknown>;
type Row = readonly unknown[];

/** Makes the cases of one operation and source. */
export interface Rules<Api> {
  (title: string, run: Run<Api>): Case<Api>;
  /** A case for each row. The first value of a row is its title. */
  each<Rows extends readonly (readonly [string, ...unknown[]])[]>(
    rows: Rows,
    run: (api: Api, ...row: Rest<Rows[number]>) => Promise<unknown>,
  ): Case<Api>[];
}

type Rest<R extends Row> = R extends readonly [unknown, ...infer Others] ? Others : never;

/** For each kind of source a function: `seed('addEmail', 'contacts.txt, Add Email')`. */
export type Author<Api, Operation extends string> = Record<
  SourceKind,
  (operation: Operation, where: string) => Rules<Api>
>;

/** What a contract's files make their cases with. */
export function casesOf<Api, Operation extends string>(contract: string): Author<Api, Operation> {
  const of = (kind: SourceKind) => (operation: Operation, where: string) => {
    const one = (title: string, run: Run<Api>): Case<Api> => ({
      contract,
      operation,
      source: { kind, where },
      title,
      run,
    });
    const each: Rules<Api>['each'] = (rows, run) =>
      rows.map(([title, ...rest]) => one(title, (api) => run(api, ...(rest as Rest<(typeof rows)[number]>))));
    return Object.assign(one, { each });
  };
  return Object.fromEntries(SOURCES.map((kind) => [kind, of(kind)])) as Author<Api, Operation>;
}

/** A case that runs last, where the published rates hold. */
export const ofRates = <Api>(rule: Case<Api>): Case<Api> => ({ ...rule, rate: true });

/** A case of a rule that Clientela does not follow, with the reason. */
export const except = <Api>(rule: Case<Api>, exception: string): Case<Api> => ({ ...rule, exception });
