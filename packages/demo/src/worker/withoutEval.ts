import { config } from 'zod';

// zod tests at import whether it may compile checks, which the Content-Security-Policy of the page blocks: import
// this file before.
config({ jitless: true });
