import { createRequire } from 'node:module'

type YamlPackage = typeof import('yaml')

let loaded: YamlPackage | undefined

/** The package that knows all of YAML, loaded when it is first needed: hardly any manifest needs it. */
export function yamlPackage(): YamlPackage {
  loaded ??= createRequire(import.meta.url)('yaml') as YamlPackage
  return loaded
}
