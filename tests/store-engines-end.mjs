export default async function tearDown() {
  await globalThis.candourTestMongo?.stop?.();
}
