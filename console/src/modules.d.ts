declare module '*.css';

/** Made by build.mjs from the documents: the fields of the record that each word shows. */
declare module 'footprints' {
  export const footprints: Record<string, Record<string, readonly string[]>>;
}
