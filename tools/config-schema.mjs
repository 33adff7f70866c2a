/** Writes the JSON Schema of a run's config from the schema that reads it: `npm run schema`. Needs a build. */
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { configSchema } from '@spikegrad/trainer';

const file = new URL('../packages/trainer/schema/run.schema.json', import.meta.url);
await writeFile(file, await format(JSON.stringify(configSchema()), { parser: 'json', printWidth: 120 }));
