export { native, type NativeBackend, type NativeOptions } from './native.js';
export { NativeError } from './addon.js';
export { instructionSets, type InstructionSet } from './instructions.js';
