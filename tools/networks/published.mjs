import { describeNetwork, parseConfig } from '@spikegrad/trainer';
import { drawDescription } from '@spikegrad/runs';

/** The networks of the documents: the file of a picture, the title over it, what a config says of it, and the images it sees. */
const published = [
  ['vgg', 'VGG', { name: 'vgg' }],
  [
    'vgg-heavy',
    'VGG with the heavy classifier',
    { name: 'vgg', classifier: 'heavy' },
    { channels: 2, classes: 11, size: 48 },
  ],
  ['resnet-19', 'ResNet-19', { name: 'resNet' }],
  ['sew-resnet-34', 'SEW-ResNet-34', { name: 'sewResNet' }],
  ['sew-resnet-18', 'SEW-ResNet-18', { name: 'sewResNet', depth: 18 }],
  ['nf-resnet-34', 'NF-ResNet-34', { name: 'nfResNet' }],
  ['nf-resnet-18', 'NF-ResNet-18', { name: 'nfResNet', depth: 18 }],
  ['vgg-ws', 'VGG of OTTT', { name: 'vggWS' }],
  ['nf-resnet-ws-34', 'NF-ResNet-34 of OTTT', { name: 'nfResNetWS' }],
];

/** Draws each of them and takes its measure: `[{ file, svg, row }]`, a row of the table in docs/networks.md. */
export const drawPublished = () =>
  published.map(([file, title, model, image = {}]) => {
    const standardised = model.name.endsWith('WS');
    const config = parseConfig(
      {
        data: { set: /^(sew|nf)/.test(model.name) ? 'imagenet' : 'cifar10' },
        model,
        ...(standardised && { norm: { name: 'none' }, neuron: { threshold: { name: 'fixed' } } }),
      },
      file,
    );
    const description = describeNetwork(config, image);
    return { file, svg: drawDescription(config, description, title), row: rowOf(title, model, description) };
  });

function rowOf(title, { name, depth, classifier }, { input, classes, summary, released, memory }) {
  const fields = [`\`${name}\``, depth && `depth ${depth}`, classifier && `classifier ${classifier}`];
  const cells = [
    title,
    fields.filter(Boolean).join(', '),
    `${input.slice(1).join(' × ')} → ${classes}`,
    summary.parameters.toLocaleString('en-US'),
    released,
    (summary.macs / 1e6).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    summary.neurons.toLocaleString('en-US'),
    (memory.peak / 1e9).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

const head = `| network | in a config | images → classes | parameters | tensors | million multiply-adds | neurons | GB in training |
|---|---|---|---|---|---|---|---|`;

/** The table of the documents, between the marks that hold its place. */
export const inDocument = (text, rows) =>
  text.replace(/(<!-- networks -->\n)[^]*?(<!-- end -->)/, `$1${[head, ...rows].join('\n')}\n$2`);
