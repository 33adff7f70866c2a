import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly 'runs-on': string;
  readonly container?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly needs?: string | readonly string[];
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const folder = '.github/workflows';
const names = readdirSync(join(root, folder));
const workflowOf = (name: string): Workflow => parse(textOf(`${folder}/${name}`), { strict: true, uniqueKeys: true });
const { scripts, engines } = JSON.parse(textOf('package.json'));

/** Scripts of `package.json` that a shell script runs. */
const scriptsIn = (shell: string): readonly string[] => [
  ...[...shell.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!),
  ...[...shell.matchAll(/\bnpm (start|test)\b/g)].map(([, name]) => name!),
];
const filesIn = (shell: string): readonly string[] => shell.match(/(?<![\w./-])(?:\.ci|tools)\/[\w./-]+/g) ?? [];

describe.each(names)('the workflow %s', (name) => {
  const { on, jobs } = workflowOf(name);
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

  test('has events, a machine for each job, and steps that use an action or run a command', () => {
    expect(Object.keys(on).length).toBeGreaterThan(0);
    for (const job of Object.values(jobs)) {
      expect(job['runs-on']).toEqual(expect.any(String));
      for (const needed of [job.needs ?? []].flat()) expect(Object.keys(jobs)).toContain(needed);
      for (const step of job.steps) expect('uses' in step).not.toBe('run' in step);
      for (const { uses } of job.steps) if (uses) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
    }
  });

  test('runs scripts of package.json and files that exist, and names no registry', () => {
    expect(runs.flatMap(scriptsIn).filter((script) => !(script in scripts))).toEqual([]);
    expect(runs.flatMap(filesIn).filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(textOf(`${folder}/${name}`)).not.toMatch(/registry|NODE_AUTH_TOKEN|NPM_TOKEN/);
  });
});

describe('workflows', () => {
  test('run the checks with each supported version of Node on Debian, and build, train and test on Windows and macOS', () => {
    const { jobs } = workflowOf('ci.yml');
    const { linux, desktop } = jobs;
    expect(linux!.container).toBe('node:${{ matrix.node }}-bookworm');
    expect(linux!.strategy!.matrix['node']).toEqual([20, 22, 24, 26]);
    expect(engines.node).toMatch(/^>=20\./);
    expect(linux!.steps.map(({ run }) => run)).toContain('.ci/run');
    expect(scriptsIn(textOf('.ci/run')).filter((script) => !(script in scripts))).toEqual([]);
    expect(scriptsIn(textOf('.ci/run'))).toContain('lint');
    const names = (desktop!.strategy!.matrix['include'] as { readonly name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['Windows', 'macOS']);
    for (const command of ['npm run build', 'npm start', 'npm test'])
      expect(desktop!.steps.map(({ run }) => run)).toContain(command);
  });

  test('publish by the identity of the workflow alone, after everything else has passed', () => {
    const { jobs } = workflowOf('release.yml');
    const { publish, ...others } = jobs;
    expect(publish!.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
    expect(publish!.needs).toEqual(Object.keys(others));
    expect(Object.values(others).filter(({ permissions }) => permissions !== undefined)).toEqual([]);
  });
});

describe('issue forms', () => {
  const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

  test.each(forms)('%s has a name, a description, and fields with a label and an id of their own', (name) => {
    const { body, ...form } = parse(textOf(`.github/ISSUE_TEMPLATE/${name}`), { strict: true });
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const fields = (
      body as { type: string; id?: string; attributes: { label?: string; options?: unknown[] } }[]
    ).filter(({ type }) => type !== 'markdown');
    expect(fields.length).toBeGreaterThan(0);
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    for (const { type, id, attributes } of fields) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect([id, attributes.label]).toEqual([expect.any(String), expect.any(String)]);
      if (type === 'dropdown' || type === 'checkboxes') expect(attributes.options!.length).toBeGreaterThan(0);
    }
  });

  test('are chosen from a list that also leads to a private report of a vulnerability', () => {
    const { contact_links: links } = parse(textOf('.github/ISSUE_TEMPLATE/config.yml'));
    expect(links.map(({ url }: { url: string }) => url)).toContainEqual(
      expect.stringMatching(/\/security\/advisories\/new$/),
    );
  });
});
