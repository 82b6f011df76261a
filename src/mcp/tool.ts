import type { z } from 'zod';
import type { Clientela } from '../../sdk/src/index.js';
import type { Digests } from './digests.js';

/** What a tool works with. */
export interface Means {
  clientela: Clientela;
  digests: Digests;
  /** Ends the request when the client gives up. */
  signal: AbortSignal;
}

export interface ToolAnswer {
  /** One or two sentences. The data follows them as JSON. */
  text: string;
  data: Record<string, unknown>;
}

/** What a tool may do: read; show what a write would do; write. */
export type Effect = 'read' | 'plan' | 'apply';

interface Declared<Input extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  /** Whether applying it may remove or overwrite values. */
  isDestructive?: boolean;
  input: Input;
  output: z.ZodObject;
  answer(means: Means, input: z.output<Input>): Promise<ToolAnswer>;
}

export interface Tool extends Omit<Declared<z.ZodObject>, 'answer'> {
  answer(means: Means, input: unknown): Promise<ToolAnswer>;
}

/**
 * The input of `answer` has passed the schema of the tool. An argument that the tool does not know is refused: without
 * its filter, a search or a revert would be about all customers.
 */
export const tool = <Input extends z.ZodObject>(declared: Declared<Input>): Tool => ({
  ...declared,
  input: declared.input.strict(),
});
