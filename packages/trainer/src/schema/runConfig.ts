import { clashesIn } from './combinations.js';
import { sections } from './sections.js';

/** One run: its sections, refused where two cannot be together. */
export const runConfig = sections.superRefine((config, context) => {
  for (const { path, expected, received } of clashesIn(config))
    context.addIssue({ code: 'custom', path: [...path], message: `expected ${expected}`, input: received });
});
