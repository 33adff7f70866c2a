import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';

function nameOf(test) {
  const names = [];
  for (let part = test; part.parent !== undefined; part = part.parent) names.unshift(part.name);
  return names.join(' › ');
}

/**
 * Records which tests run which mutants (`MUTANTS_RECORD`, a folder), or runs only the tests listed for a mutant until one fails
 * (`MUTANTS_PLAN`, a file).
 */
export default class MutantEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const { MUTANTS_RECORD: folder, MUTANTS_PLAN: plan } = process.env;
    this.file = context.testPath;
    if (folder !== undefined) this.record = join(folder, `${basename(this.file)}.json`);
    if (plan !== undefined) this.chosen = new Set(JSON.parse(readFileSync(plan, 'utf8'))[basename(this.file)]);
    this.global.__stryker__ = this.covered = { mutantCoverage: { static: {}, perTest: {} } };
    this.seconds = {};
    this.failed = false;
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_start') {
      this.covered.currentTestId = nameOf(test);
      if (this.chosen !== undefined && (this.failed || !this.chosen.has(nameOf(test)))) test.mode = 'skip';
    }
    if (name === 'test_done') {
      delete this.covered.currentTestId;
      this.failed ||= test.errors.length > 0;
      this.seconds[nameOf(test)] = (test.duration ?? 0) / 1000;
    }
  }

  async teardown() {
    const { mutantCoverage } = this.covered;
    if (this.record !== undefined)
      writeFileSync(this.record, JSON.stringify({ mutantCoverage, seconds: this.seconds }));
    await super.teardown();
  }
}
