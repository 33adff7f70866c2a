import { filesHaveNoCycles, packagesHaveNoCycles, relativeImportsStayInside } from './cycles.js';
import { filesAreOpenedInOnePlace } from './opening.js';
import { coreDependsOnNothing, importsAreDeclared, referencesFollowDependencies } from './declared.js';
import { fileNamesAreIdeas, filesAreShort, indexOnlyReexports, onlyTheCommandPrints } from './files.js';
import { importsPointDown, everyPackageHasALevel } from './levels.js';
import { foldersAreDivided, foldersHaveNoCycles } from './folders.js';
import type { Rule } from './package.js';
import { namesAreOfTheField } from './names.js';

/** The rules, each under the claim that it checks. */
export const rules: Readonly<Record<string, Rule>> = {
  'every package has a level': everyPackageHasALevel,
  'imports between packages point down only': importsPointDown,
  'packages have no cycles': packagesHaveNoCycles,
  'every package declares what it imports': importsAreDeclared,
  'tsconfig references follow the declared dependencies': referencesFollowDependencies,
  'core depends on nothing': coreDependsOnNothing,
  'relative imports stay inside their package': relativeImportsStayInside,
  'files have no import cycles, types included': filesHaveNoCycles,
  'folders of a package have no import cycles': foldersHaveNoCycles,
  'no folder has more than 16 files': foldersAreDivided,
  'index.ts only re-exports': indexOnlyReexports,
  'nothing but the terminal of cli uses console': onlyTheCommandPrints,
  'every file name is an idea': fileNamesAreIdeas,
  'exported names and file names use the words of the field': namesAreOfTheField,
  'no file passes 300 lines': filesAreShort,
  'one function opens files for reading': filesAreOpenedInOnePlace,
};
