import { Converter, ReflectionKind } from 'typedoc';
import { publicEntries } from './entries.mjs';

/**
 * For TypeDoc: a module has the name that a program imports, and a class shows its own members only.
 * Inherited members are on the page of the class that has them: `Module` has 20, and more than 40 classes extend it.
 */
export const packageModules = (root) => (app) => {
  const names = new Map(publicEntries(root).map(({ name, source }) => [source, name]));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const source = module.sources?.[0]?.fullFileName.slice(root.length + 1).replaceAll('\\', '/');
      module.name = names.get(source) ?? module.name;
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const members = project.getReflectionsByKind(ReflectionKind.ClassMember);
    for (const member of members)
      if (member.inheritedFrom !== undefined && !member.isConstructor?.()) project.removeReflection(member);
  });
};
