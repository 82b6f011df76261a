/** As much of Postman's formats (collection v2.1, environment) as our files have. */
export interface Collection {
  info: { name: string; description: object; schema: string };
  item: Folder[];
  event: Event[];
  variable: Value[];
}

export interface Folder {
  name: string;
  item: Item[];
}

export interface Item {
  name: string;
  request: Request;
  event?: Event[];
}

export interface Request {
  method: string;
  description?: object;
  url: { path: string[]; host: string[]; query: Value[]; variable: Value[] };
  header: Value[];
  body?: { mode?: string; raw?: string };
  auth: object | null;
}

export interface Value {
  key: string;
  value: string;
  /** Shown, and not sent. */
  disabled?: true;
}

export interface Event {
  listen: 'prerequest' | 'test';
  script: { type: 'text/javascript'; exec: string[] };
}

export interface Environment {
  name: string;
  values: (Value & { type: 'default' | 'secret'; enabled: true })[];
}

/** How collections and environments are kept in files. */
export const textOf = (content: object) => `${JSON.stringify(content, null, 2)}\n`;
