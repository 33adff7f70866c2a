export { main } from './main.js';
export { ConfigError } from './config/configError.js';
export { parseConfig, readConfig, type Overrides } from './config/read.js';
export { runConfig, type RunConfig } from './config/schema.js';
export { train } from './train/train.js';
export { terminal, type Progress, type Terminal } from './terminal/terminal.js';
export { estimate, type Estimate } from './train/interval.js';
export { stacked } from './picture/svg.js';
