export { checkGradient, type GradientCheckOptions } from './checkGradient.js';
export { arbitraries, type ConvGeometry, type ShapeOptions } from './arbitraries.js';
export { backendContract, type ContractCase } from './contract/backendContract.js';
export { ContractError } from './contract/bench.js';
