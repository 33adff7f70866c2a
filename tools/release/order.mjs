/** Packages in an order in which each follows those it depends on, so that a package on the registry can always be installed. */
export function inOrder(manifests) {
  const names = new Set(manifests.map(({ name }) => name));
  const needsOf = ({ dependencies, peerDependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }).filter((name) => names.has(name));
  const ordered = [];
  const done = new Set();
  while (ordered.length < manifests.length) {
    const next = manifests.filter((each) => !done.has(each.name) && needsOf(each).every((name) => done.has(name)));
    if (next.length === 0) throw new Error('packages depend on each other in a circle');
    for (const each of next) done.add(each.name);
    ordered.push(...next);
  }
  return ordered;
}
