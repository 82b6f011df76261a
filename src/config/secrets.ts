/**
 * The secrets of a setting that takes several: commas or line breaks stand between them, so none has a comma itself. The
 * first one is used for what is made from now on, all of them for what was made before.
 */
export const secretsIn = (text: string): string[] =>
  text
    .split(/[,\r\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
