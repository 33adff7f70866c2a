export { checkGradient, type GradientCheckOptions } from './checkGradient.js';
export { backendContract, type ContractCase } from './contract/backendContract.js';
export { ContractError } from './contract/fixture/fixture.js';
