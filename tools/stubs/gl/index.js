module.exports = function createContext() {
  throw new Error('headless-gl is left out: use WebGPU in Node, or WebGL2 in a browser');
};
