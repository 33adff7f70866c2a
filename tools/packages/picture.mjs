import { readDependencies } from './manifests.mjs';

const [width, height, gap, rise] = [118, 34, 16, 84];

/** Every package that a package needs, directly or not. */
const reach = (needs, name) => new Set(needs.get(name).flatMap((each) => [each, ...reach(needs, each)]));

/** The dependencies that do not follow from the others. */
const directNeeds = (needs, name) => {
  const implied = new Set(needs.get(name).flatMap((each) => [...reach(needs, each)]));
  return needs.get(name).filter((each) => !implied.has(each));
};

/** The longest way from a package down to one that needs no other. */
const levelOf = (needs, name) => 1 + Math.max(-1, ...needs.get(name).map((each) => levelOf(needs, each)));

/** Rows of packages, lowest level first; within a row, packages are near those that they need. */
function placesOf(direct) {
  const rows = [];
  for (const name of direct.keys()) (rows[levelOf(direct, name)] ??= []).push(name);
  const total = Math.max(...rows.map(({ length }) => length)) * (width + gap);
  const places = new Map();
  for (const [level, names] of rows.entries()) {
    const middle = (name) =>
      direct.get(name).reduce((sum, each) => sum + places.get(each).x, 0) / direct.get(name).length;
    const sorted = level === 0 ? names : names.sort((a, b) => middle(a) - middle(b) || (a < b ? -1 : 1));
    const left = (total - sorted.length * (width + gap)) / 2;
    for (const [place, name] of sorted.entries())
      places.set(name, { x: left + (place + 0.5) * (width + gap), y: (rows.length - 1 - level) * rise + gap / 2 });
  }
  return { places, total, tall: (rows.length - 1) * rise + height + gap };
}

const box = ([name, { x, y }]) =>
  `<rect x="${x - width / 2}" y="${y}" width="${width}" height="${height}" rx="6"/><text x="${x}" y="${y + height / 2}">${name}</text>`;

const line = (from, to) => {
  const [top, bottom] = [from.y + height, to.y];
  return `<path d="M${from.x} ${top}C${from.x} ${top + 30} ${to.x} ${bottom - 30} ${to.x} ${bottom}"/>`;
};

/** The picture of `docs/architecture.md`: each package above those that it needs. */
export function drawPackages(root) {
  const needs = readDependencies(root);
  const direct = new Map([...needs.keys()].map((name) => [name, directNeeds(needs, name)]));
  const { places, total, tall } = placesOf(direct);
  const lines = [...direct].flatMap(([name, below]) => below.map((each) => line(places.get(name), places.get(each))));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${tall}" width="${total}" height="${tall}" role="img">
<title>The packages</title>
<desc>Each package is above those that it needs.</desc>
<style>
svg{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;background:#fff}
text{font-size:14px;text-anchor:middle;dominant-baseline:central;fill:#1e293b}
rect{fill:#dbeafe;stroke:#3b82f6;stroke-width:1.3}
path{fill:none;stroke:#64748b;stroke-width:1.5}
@media (prefers-color-scheme:dark){svg{background:#16181c}text{fill:#e6e9f1}rect{fill:#1e2a4a;stroke:#6d8ff0}path{stroke:#8b97ab}}
</style>
${[...lines, ...[...places].map(box)].join('\n')}
</svg>
`;
}
