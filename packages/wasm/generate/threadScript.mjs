import ts from 'typescript';

/** The modules that a thread runs, each after what it imports. */
export const threadModules = [
  ...['generated/requiredKernels.ts', 'kernels/names.ts', 'kernels/bindKernels.ts'],
  ...['threads/words.ts', 'threads/thread.ts'],
];

/** Joins them to one script, which is CommonJS in Node and a classic worker in browsers, as the text of a module of the host. */
export function threadScript(read) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, removeComments: true };
  const modules = threadModules.map((name) => {
    const { outputText } = ts.transpileModule(read(name), { compilerOptions });
    return outputText.replaceAll(/^(import|export \{) .*\n/gm, '').replaceAll(/^export /gm, '');
  });
  return `/** \`threads/thread.ts\` and what it imports, joined by \`npm run build\`. */
export const threadSource: string = ${JSON.stringify(modules.join('') + start)};
`;
}

const start = `
if (typeof WorkerGlobalScope === 'undefined') runThread(require('node:worker_threads').workerData, require);
else
  self.onmessage = ({ data }) => {
    runThread(data, (path) => {
      throw new Error('no module is loaded in a browser: ' + path);
    });
    self.close(); // in Node a thread ends with its script
  };
`;
