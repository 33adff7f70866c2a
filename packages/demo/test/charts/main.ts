import { Chart } from '../../src/page/chart.js';
import { colourOf } from '../../src/page/colours.js';
import { element } from '../../src/page/element.js';

const lines = [{ label: 'values', colour: () => colourOf('accent'), width: 2 }];

/** For the tests, which run in Node. */
Object.assign(globalThis, { chart: new Chart(element('chart', HTMLElement), { lines }) });
