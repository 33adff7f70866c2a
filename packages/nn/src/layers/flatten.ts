import { Module } from '../module/module.js';
import { mapSignal, type Signal } from '../module/signal.js';

/** All axes but the first merged into one. */
export class Flatten extends Module {
  override forward(x: Signal): Signal {
    return mapSignal(x, (each) => each.flatten(1));
  }
}
