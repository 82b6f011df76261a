/** The parts of an OpenAPI document that methods follow from. */
export interface ApiDocument {
  paths: Record<string, Record<string, ApiOperation>>;
  components: { schemas: Record<string, ApiSchema> };
}

export interface ApiOperation {
  operationId: string;
  summary: string;
  description?: string;
  deprecated?: boolean;
  tags: string[];
  parameters?: ApiParameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: ApiSchema }> };
  'x-permission'?: string;
  responses: Record<string, { content?: Record<string, { schema: ApiSchema }> }>;
}

export interface ApiParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: ApiSchema;
}

export interface ApiSchema {
  $ref?: string;
  type?: string | string[];
  items?: ApiSchema;
  oneOf?: ApiSchema[];
  properties?: Record<string, ApiSchema>;
  maximum?: number;
  minimum?: number;
  default?: unknown;
}

export function resolved(document: ApiDocument, schema: ApiSchema): ApiSchema {
  return schema.$ref ? document.components.schemas[nameOf(schema.$ref)]! : schema;
}

export const nameOf = (reference: string) => reference.split('/').pop()!;
