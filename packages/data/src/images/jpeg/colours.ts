import { FormatError } from '@spikegrad/core';
import { marker, type Segment } from './segments.js';

/** The colour space of a JPEG. `cmyk` and `ycck` are inverted inks (255 is no ink), as Adobe's programs write them. */
export type Colours = 'grey' | 'rgb' | 'ycc' | 'cmyk' | 'ycck';

const beginsWith = ({ data }: Segment, text: string): boolean =>
  [...text].every((letter, i) => data[i] === letter.charCodeAt(0));

/** Information on colours in the segments before a scan. */
export class ColourMarkers {
  /** Whether there is a segment of JFIF. */
  #jfif = false;
  /** The last transform of Adobe's: 0 for none, 1 for Y Cb Cr, 2 for Y Cb Cr K; `null` without its segment. */
  #adobe: number | null = null;

  see(segment: Segment): void {
    if (segment.marker === marker.jfif && segment.data.length >= 12 && beginsWith(segment, 'JFIF\0')) this.#jfif = true;
    if (segment.marker === marker.adobe && segment.data.length >= 12 && beginsWith(segment, 'Adobe'))
      this.#adobe = segment.data[11]!;
  }

  /**
   * The colour space, in the order of precedence of libjpeg: JFIF, then Adobe, then the numbers of the components.
   * Four components without Adobe's segment are inks, as in Pillow.
   *
   * @param ids the numbers of the components
   * @throws FormatError for a count other than 1, 3 or 4
   */
  coloursOf(ids: readonly number[], name: string): Colours {
    switch (ids.length) {
      case 1:
        return 'grey';
      case 3:
        if (this.#jfif) return 'ycc';
        if (this.#adobe !== null) return this.#adobe === 0 ? 'rgb' : 'ycc';
        return String.fromCharCode(...ids) === 'RGB' ? 'rgb' : 'ycc';
      case 4:
        return this.#adobe === null || this.#adobe === 0 ? 'cmyk' : 'ycck';
    }
    throw new FormatError(name, '1, 3 or 4 components', String(ids.length));
  }
}
