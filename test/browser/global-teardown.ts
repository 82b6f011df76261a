export default async function tearDown(): Promise<void> {
  for (const product of globalThis.products ?? []) await product.stop();
}
