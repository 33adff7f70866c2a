import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

const nodeGlobals = [
  ...['AbortController', 'Buffer', 'URL', 'URLSearchParams', 'console', 'performance', 'process', 'structuredClone'],
  ...['clearTimeout', 'setTimeout'],
].map((name) => [name, 'readonly']);

const syntax = [
  { selector: 'TSEnumDeclaration', message: 'A union of strings says the same and erases.' },
  { selector: 'ExportDefaultDeclaration', message: 'A named export keeps one name everywhere.' },
];

/** Powers of two are exact everywhere; of others the last digit depends on the version of V8. */
const enginePow = {
  selector: [
    'BinaryExpression[operator="**"]:not([left.value=2]):not([right.value=2])',
    'AssignmentExpression[operator="**="]',
    'MemberExpression[object.name="Math"][property.name="pow"]',
  ].join(', '),
  message: 'Versions of Node differ in the last digit of a power: multiply, or use powersOf.',
};

const policy = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  // `_` holds a place in a signature; a rest element takes what its named siblings leave.
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  // Numeric loops and `x.grad!` know more than the compiler; a wrong `!` throws at its own line.
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
  'no-restricted-syntax': ['error', ...syntax],
  'max-lines': ['warn', 300],
  'no-console': 'error',
  eqeqeq: 'error',
};

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      'packages/wasm/src/generated/',
      'packages/gpu/src/generated/',
      '**/.generated/',
      'coverage/',
      'runs/',
      'docs/api/',
      'docs/.vitepress/cache/',
    ],
  },
  js.configs.recommended,
  ts.configs.strict,
  { rules: policy },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: Object.fromEntries(nodeGlobals) } },
  {
    files: ['benchmarks/**', 'packages/native/check/**', 'packages/*/test/ranks/**'],
    languageOptions: { globals: { WebAssembly: 'readonly' } },
  },
  { files: ['packages/cli/**', 'tools/**', 'benchmarks/**', 'docs/**', '**/*.mjs'], rules: { 'no-console': 'off' } },
  {
    files: ['packages/*/src/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-syntax': ['error', ...syntax, enginePow],
    },
  },
  // AssemblyScript has one kind of import, for types too.
  { files: ['packages/wasm/assembly/**'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  // Jest, TypeDoc and VitePress ask for a default export of each.
  {
    files: [
      '*.config.js',
      'typedoc.config.mjs',
      'docs/.vitepress/**',
      'packages/gpu/test/node/webgpuEnvironment.mjs',
      'tools/jest/transform.mjs',
      'tools/mutants/{environment,shortestFirst}.mjs',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['tools/stubs/**', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
