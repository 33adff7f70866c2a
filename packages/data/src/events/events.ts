/** Events of a camera: pixels that became brighter or darker, in the order of the recording. */
export interface Events {
  readonly count: number;
  /** Column, 0 at the left. */
  readonly x: Uint16Array;
  /** Row, 0 at the top. */
  readonly y: Uint16Array;
  /** 1 for brighter, 0 for darker. */
  readonly polarity: Uint8Array;
  /** Microseconds. */
  readonly time: Float64Array;
  /** Size of the sensor in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Allocates `count` events of a sensor. */
export const emptyEvents = (count: number, { width, height }: Pick<Events, 'width' | 'height'>): Events => ({
  ...{ count, width, height },
  x: new Uint16Array(count),
  y: new Uint16Array(count),
  polarity: new Uint8Array(count),
  time: new Float64Array(count),
});

/** The events of `from ≤ time < to`, in their order. */
export function eventsBetween(events: Events, from: number, to: number): Events {
  const chosen: number[] = [];
  for (let i = 0; i < events.count; i++) if (events.time[i]! >= from && events.time[i]! < to) chosen.push(i);
  const out = emptyEvents(chosen.length, events);
  chosen.forEach((source, place) => {
    out.x[place] = events.x[source]!;
    out.y[place] = events.y[source]!;
    out.polarity[place] = events.polarity[source]!;
    out.time[place] = events.time[source]!;
  });
  return out;
}
