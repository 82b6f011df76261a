declare module '*.css';

/** Made by build.mjs from the documents: the fields of the record that each word shows, and the paths of clientela. */
declare module 'footprints' {
  export const paths: readonly string[];
  export const footprints: Record<string, Record<string, readonly string[]>>;
}
