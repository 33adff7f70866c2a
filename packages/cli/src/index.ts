export { main } from './main.js';
export { terminal } from './terminal/terminal.js';
