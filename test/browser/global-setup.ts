import '../support/typescript-for-node';
import { installChromium } from './chromium.js';
import { startProduct } from './product.js';

// What is started here ends in the teardown, or with this process. (Jest asks for a default export.)
export default async function setUp(): Promise<void> {
  installChromium();
  // The tests of /docs need the demo tenant as it was made, and those of /console fill one.
  const [forDocs, forConsole] = await Promise.all([
    startProduct(),
    startProduct({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', THROTTLE_WRITE_LIMIT: '1000' }),
  ]);
  globalThis.products = [forDocs, forConsole];
  process.env.DEMO_FILE = forDocs.demoFile;
  process.env.CONSOLE_DEMO_FILE = forConsole.demoFile;
}
