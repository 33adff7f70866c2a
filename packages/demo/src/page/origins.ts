import type { Origin } from '../messages.js';
import { element } from './element.js';

const choices = {
  pretrained: element('from-pretrained', HTMLInputElement),
  random: element('from-random', HTMLInputElement),
} as const satisfies Record<Origin, HTMLInputElement>;

/** The chosen weights to start from. */
export const chosenOrigin = (): Origin => (choices.pretrained.checked ? 'pretrained' : 'random');

/** Calls a function after a choice. */
export function onOrigin(call: () => void): void {
  for (const choice of Object.values(choices)) choice.onchange = call;
}

/** Takes the choice of the address. @throws Error if there is no such choice */
export function chooseOrigin(wanted: string | null): void {
  if (wanted === null) return;
  if (!(wanted in choices))
    throw new Error(`The address has the unknown from=${wanted}; training starts from pretrained or random.`);
  choices[wanted as Origin].checked = true;
}

/** Shows from what training starts. If the pretrained weights were chosen and do not fit, it says so. */
export function showOrigin(from: Origin): void {
  if (from === chosenOrigin()) return;
  choices.random.checked = true;
  choices.pretrained.disabled = true;
  element('unfit', HTMLElement).hidden = false;
}
