import { clashesIn } from './combinations.js';
import { sections } from './sections.js';

/** The config of a run: its sections, with checks of their combinations. */
export const runConfig = sections.superRefine((config, context) => {
  for (const { path, expected, received } of clashesIn(config))
    context.addIssue({ code: 'custom', path: [...path], message: `expected ${expected}`, input: received });
});
