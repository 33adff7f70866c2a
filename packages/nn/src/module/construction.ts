/** The members of a module that this file needs: its lists of parameters and buffers. */
export interface TensorOwner {
  namedParameters(): unknown;
  namedBuffers(): unknown;
}

/** The modules whose constructors were running when a parameter was made. */
export interface Origin {
  /** The outermost module that was being constructed. */
  readonly root: WeakRef<TensorOwner>;
  /** Its class, and the class of the innermost module. */
  readonly rootName: string;
  readonly name: string;
}

type Class = abstract new (...args: never[]) => unknown;

/** A module whose constructor runs. */
interface Construction {
  readonly module: WeakRef<TensorOwner>;
  readonly name: string;
  /** The calls under its constructor, one a line. */
  readonly caller: string;
}

/** Outermost first. A constructor has no end event, so those that have ended are removed at the next call. */
const running: Construction[] = [];

/** Modules that no other module's constructor made. */
const roots = new Set<WeakRef<TensorOwner>>();
const collected = new FinalizationRegistry<WeakRef<TensorOwner>>((root) => roots.delete(root));

/** Called by the constructor of a module; `type` is its `new.target`. */
export function beginConstruction(module: TensorOwner, type: Class): void {
  const caller = callerOf(type);
  closeEnded(caller);
  const reference = new WeakRef(module);
  if (running.length === 0) {
    roots.add(reference);
    collected.register(module, reference);
  }
  if (caller !== '') running.push({ module: reference, name: type.name, caller });
}

/** The origin of a parameter that is made now, in the constructor of `type`; `null` outside modules. */
export function originOf(type: Class): Origin | null {
  if (running.length === 0) return null;
  closeEnded(callerOf(type));
  const [outermost, innermost] = [running[0], running.at(-1)];
  return outermost && innermost ? { root: outermost.module, rootName: outermost.name, name: innermost.name } : null;
}

/** Whether the constructor of an origin's root still runs. */
export function isUnderConstruction({ root }: Origin): boolean {
  if (running.length > 0) closeEnded(callsUnder(isUnderConstruction));
  return running.some(({ module }) => module === root);
}

/** The modules that no other module's constructor made and that are not garbage-collected. */
export const livingRoots = (): readonly TensorOwner[] => [...roots].flatMap((root) => root.deref() ?? []);

/** Removes constructors that have ended: a constructor runs as long as its caller is on the stack. */
function closeEnded(calls: string): void {
  while (running.length > 0 && !calls.endsWith(`\n${running.at(-1)!.caller}`)) running.pop();
}

/** The calls under the constructor of `type`. Engines leave out constructors that do nothing: then those under its parent's. */
function callerOf(type: Class): string {
  for (let each: unknown = type; typeof each === 'function' && each !== Function.prototype;) {
    const calls = callsUnder(each);
    if (calls !== '') return calls;
    each = Object.getPrototypeOf(each);
  }
  return '';
}

/** Properties of `Error` that V8 adds to the standard. */
const engine = Error as unknown as {
  captureStackTrace?: (target: object, below: unknown) => void;
  stackTraceLimit?: number;
  prepareStackTrace?: unknown;
};

/** A `prepareStackTrace` that writes an empty line, then one call on each line. */
const oneALine = (_: unknown, calls: readonly unknown[]): string => ['', ...calls].join('\n');

/** The calls below the latest call of a function, one per line; empty if the engine does not give them. */
function callsUnder(below: unknown): string {
  const { stackTraceLimit: limit, prepareStackTrace } = engine;
  const target: { stack?: unknown } = {};
  try {
    engine.stackTraceLimit = Infinity;
    engine.prepareStackTrace = oneALine; // another hook may read source maps, which takes 20 times as long
    engine.captureStackTrace?.(target, below);
    const { stack } = target; // read while the limit holds: it is made when it is first read
    return typeof stack === 'string' && stack.includes('\n') ? stack.slice(stack.indexOf('\n') + 1) : '';
  } catch {
    return ''; // `Error` is frozen
  } finally {
    if (!Object.isFrozen(engine)) {
      engine.stackTraceLimit = limit!;
      engine.prepareStackTrace = prepareStackTrace;
    }
  }
}
