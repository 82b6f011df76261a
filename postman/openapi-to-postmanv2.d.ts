declare module 'openapi-to-postmanv2' {
  interface Conversion {
    result: boolean;
    reason?: string;
    output?: { type: string; data: object }[];
  }

  export function convertV2(
    input: { type: 'json'; data: object },
    options: Record<string, string | boolean>,
    done: (error: Error | null, conversion: Conversion) => void,
  ): void;
}
