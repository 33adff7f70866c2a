import { roomOf, type Package, type Rule } from './house.js';

/** From the ground up; arrows point down only, never along a floor. */
export const floors: readonly (readonly string[])[] = [
  ['core'],
  ['wasm', 'gpu', 'nn', 'data'],
  ['native', 'neurons', 'normalization', 'online', 'files'],
  ['models', 'datasets'],
  ['trainer'],
  ['runs'],
  ['cli'],
  ['demo'],
];

function floorOf(room: string): number {
  return floors.findIndex((floor) => floor.includes(room));
}

/** Every room a package points at, and by which means. */
function arrowsOf({ dependencies, peers, optionalPeers, references, files }: Package): Map<string, string> {
  const arrows = new Map<string, string>();
  const add = (room: string | undefined, means: string) => {
    if (room !== undefined && !arrows.has(room)) arrows.set(room, means);
  };
  for (const name of [...dependencies, ...peers, ...optionalPeers]) add(roomOf(name), 'package.json');
  for (const room of references) add(room, 'tsconfig.json');
  for (const file of files) for (const { specifier } of file.imports) add(roomOf(specifier), `src/${file.path}`);
  return arrows;
}

/** The packages each package points at, by name. */
export function packageGraph(house: readonly Package[]): ReadonlyMap<string, readonly string[]> {
  return new Map(house.map((room) => [room.name, [...arrowsOf(room).keys()]]));
}

export const everyPackageHasAFloor: Rule = (house) =>
  house.filter(({ name }) => floorOf(name) < 0).map(({ name }) => `${name} stands on no floor`);

export const arrowsPointDown: Rule = (house) =>
  house.flatMap((room) =>
    [...arrowsOf(room)].flatMap(([target, means]) => {
      const from = floorOf(room.name);
      const to = floorOf(target);
      if (to >= 0 && to < from) return [];
      const direction = to < 0 ? 'nowhere' : to > from ? 'up' : target === room.name ? 'at itself' : 'sideways';
      return [`${room.name} points ${direction}, to ${target}, in its ${means}`];
    }),
  );
