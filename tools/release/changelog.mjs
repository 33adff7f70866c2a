const unreleased = '## [Unreleased]\n';

/**
 * The change log of a release: what stood under *Unreleased* stands under the version and its date. @throws Error where nothing stood there
 *
 * @param day as 2026-11-30
 */
export function released(changelog, version, day) {
  const [before, after] = changelog.split(unreleased);
  if (after === undefined) throw new Error('CHANGELOG.md has no heading "## [Unreleased]"');
  if (!/^- /m.test(after.split('\n## ')[0])) throw new Error('CHANGELOG.md has no change under "Unreleased"');
  return `${before}${unreleased}\n## [${version}] - ${day}\n${after}`;
}

/** What a release says of itself: the part of the change log under a version. @throws Error where there is none */
export function notesOf(changelog, version) {
  const [, part] = changelog.split(`## [${version}] - `);
  if (part === undefined) throw new Error(`CHANGELOG.md has no heading "## [${version}] - DATE"`);
  return part.split('\n## ')[0].slice('2026-11-30'.length).trim();
}
