/** What a convolution of VGG is called in tables: channels in → out at height × width; null for other kernels. */
export function layerOf(name, call) {
  const weight = { conv2d: call.w, conv2dInputGradient: call.w, conv2dWeightGradient: call }[name]?.shape;
  if (!weight) return null;
  const input = name === 'conv2dInputGradient' ? call.shape : call.x.shape;
  return `${weight[1]}→${weight[0]} at ${input[2]}×${input[3]}`;
}

/** Multiply-adds of one pass of such a layer over so many images. */
export function macsOf(layer, images) {
  const [inputs, outputs, height, width] = layer.match(/\d+/g).map(Number);
  return inputs * outputs * 9 * height * width * images;
}

const convolutions = {
  conv2d: 'convolution, forward',
  conv2dInputGradient: 'convolution, gradient to the input',
  conv2dWeightGradient: 'convolution, gradient to the weights',
};

/** Kernels and programs by their names; the first match counts. */
const words = [
  [/pool/i, 'pooling'],
  [/sgd/i, 'optimizer'],
  [/lif|fire|ots|neuron|spike|threshold/i, 'neurons'],
  [/osr|norm|channel|deviation|statistic|running|renormal/i, 'norm'],
];

/** What a kernel call is for. */
export function roleOf(name, call) {
  if (name in convolutions) return convolutions[name];
  const title = call.program?.name ?? name;
  // OTS computes the statistics of a whole layer as one channel.
  if (name === 'channelStatistics' && call.x.shape[1] === 1) return 'neurons';
  for (const [word, role] of words) if (word.test(title)) return role;
  if (name === 'elementwise' && call.shape.length === 4)
    return call.inputs[1]?.shape.length === 3 ? 'bias' : 'sums of gradients';
  if (name === 'reduce' && call.x.shape.length === 4) return 'bias';
  return 'loss and the rest';
}
