import { config } from 'zod';

// Schemas ask when they are made whether their checks may be compiled, which the page's Content-Security-Policy refuses: import this before them.
config({ jitless: true });
