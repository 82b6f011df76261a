import type { Footprint } from '../contracts/footprint.js';
import type { Schema } from '../contracts/schema.js';

/** The parts of OpenAPI 3.1 that our documents use. */
export interface Document {
  openapi: string;
  info: {
    title: string;
    description: string;
    version: string;
    contact: { name: string };
    license: { name: string; url: string };
  };
  servers: { url: string; 'x-internal': boolean }[];
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Response>;
    headers: Record<string, Header>;
    securitySchemes: Record<string, object>;
  };
  /** The fields of the record that the words of this contract stand for. */
  'x-footprint': Footprint;
}

export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Response | Reference>;
  security?: Record<string, string[]>[];
  [extension: `x-${string}`]: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  /** An accepted value. */
  example?: unknown;
  schema: Schema;
}

export interface Response {
  description: string;
  headers?: Record<string, Header | Reference>;
  content?: Content;
  /** By name, an operation to go on with, and where its parameters are in this answer. */
  links?: Record<string, { operationId: string; parameters: Record<string, string> }>;
}

export interface Header {
  description: string;
  schema: Schema;
}

export interface Reference {
  $ref: string;
}

export interface Example {
  summary: string;
  value: unknown;
}

type Content = Record<string, { schema: Schema; examples?: Record<string, Example> }>;

export const JSON_TYPE = 'application/json';

/** All operations, with path and method. */
export const placesOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );

export const operationsOf = ({ paths }: Document): Operation[] =>
  Object.values(paths).flatMap((path) => Object.values(path));
