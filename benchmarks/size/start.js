/** From the first import to the end of the first training step of a small network. */
const began = performance.now();
const [{ Random, tensor, use }, { wasm }, nn, { LIF }, { OSR, OTS }] = await Promise.all([
  import('@spikegrad/core'),
  import('@spikegrad/wasm'),
  import('@spikegrad/nn'),
  import('@spikegrad/neurons'),
  import('@spikegrad/normalization'),
]);
const imported = performance.now();
await use(wasm(JSON.parse(process.argv[2])));
const random = new Random(1);
const model = new nn.Sequential(
  ...[new nn.Conv2d(3, 16, 3, { padding: 1, random }), new OSR(16), new LIF({ threshold: new OTS() })],
  ...[new nn.AdaptiveAvgPool2d(1), new nn.Flatten(), new nn.Linear(16, 10, { random })],
);
const optimizer = new nn.SGD(model.parameters(), { momentum: 0.9 });
const [image, label] = [random.normal([8, 3, 16, 16]), tensor([0, 1, 2, 3, 4, 5, 6, 7])];
nn.sequence(model, 4, () => nn.onlineLoss(model.forward(image), label).div(4).backward());
optimizer.step();
await model.parameters()[0].data();
const done = performance.now();
console.log(JSON.stringify({ imports: imported - began, total: done - began, process: done }));
