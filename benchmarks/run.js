import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { drawMemory, measureMemory, memoryTable } from './memory.js';

const results = new URL('results/', import.meta.url);
const machine = `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, reference backend`;

console.error('measuring memory over T, about half a minute');
const rows = measureMemory();
const page = `# Memory over the number of time steps

Peak of live bytes in MiB while the paper's VGG at width 1/16 with OSR and OTS learns one sequence of T static 32 × 32 frames, batch 4, float32;
parameters, gradients and optimizer included. Made by \`npm run bench\` on ${machine}.

${memoryTable(rows)}

![peak memory over T](memory.svg)
`;
await mkdir(results, { recursive: true });
await writeFile(new URL('memory.svg', results), drawMemory(rows));
await writeFile(new URL('memory.md', results), page);
console.log(page);
