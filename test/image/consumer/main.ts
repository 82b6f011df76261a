import { everything } from './everything.js';

declare const process: { argv: string[]; exit(code: number): void };

everything(JSON.parse(process.argv[2]!) as Parameters<typeof everything>[0]).then(
  (result) => console.log(JSON.stringify(result)),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
