import '../support/typescript-for-node';
import { installChromium } from './chromium.js';
import { startProduct } from './product.js';

// What is started here ends in the teardown, or with this process. (Jest asks for a default export.)
export default async function setUp(): Promise<void> {
  installChromium();
  globalThis.product = await startProduct();
  process.env.DEMO_FILE = globalThis.product.demoFile;
}
