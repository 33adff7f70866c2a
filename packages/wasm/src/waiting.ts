import type { Machine } from './machine.js';
import type { Block } from './pool.js';

/** A tensor that is computed when somebody asks where it is. Until then it holds what it is made of. */
export abstract class Waiting implements Block {
  readonly bytes: number;
  protected readonly machine: Machine;
  private held: readonly Block[];
  private made: Block | null = null;

  constructor(machine: Machine, bytes: number, held: readonly Block[]) {
    this.machine = machine;
    this.bytes = bytes;
    this.held = held;
    for (const block of held) machine.pool.hold(block);
    machine.pool.enter();
  }

  /** Computes it. */
  protected abstract make(): Block;

  /** Whether nobody has asked yet. */
  get waits(): boolean {
    return this.made === null;
  }

  get pointer(): number {
    return this.settled().pointer;
  }

  get taken(): number {
    return this.settled().taken;
  }

  /** Lets go of what it is, or is made of. */
  drop(): void {
    if (this.made) this.machine.pool.drop(this.made);
    this.letGo();
  }

  private settled(): Block {
    if (this.made) return this.made;
    this.made = this.make();
    this.machine.pool.leave(); // what was made is counted in its place
    this.letGo();
    return this.made;
  }

  private letGo(): void {
    for (const block of this.held) this.machine.pool.drop(block);
    this.held = [];
  }
}
