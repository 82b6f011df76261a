import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes texts to a new file and returns how many they were. Fails if the file exists. */
export async function writtenTo(path: string, texts: AsyncIterable<string>): Promise<number> {
  const file = openSync(path, 'wx', 0o600);
  let written = 0;
  try {
    for await (const text of texts) {
      writeSync(file, text);
      written++;
    }
  } finally {
    closeSync(file);
  }
  return written;
}
