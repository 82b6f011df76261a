import { Outbound } from '../../../src/engine/webhooks/index.js';

/** A process with an environment of its own: it posts to a URL, whose host is allowed, and prints the outcome. */
const url = process.argv[2]!;
const outbound = new Outbound({ allowedHosts: [new URL(url).host] });
void outbound.try({ url, headers: {}, body: '{}' }).then((outcome) => console.log(JSON.stringify(outcome)));
