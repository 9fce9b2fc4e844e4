import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { readModule } from '../modules.js'

/** @typedef {import('../manifest.js').Manifest} Manifest */

/** The entry that may use what only Node has. */
const nodeEntry = './node'

/** @param {string} specifier `@scope/name/path` or `name/path` */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** @param {string} path @param {string} specifier a relative one */
const targetOf = (path, specifier) => {
  const target = posix.join(posix.dirname(path), specifier)
  return path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target
}

/**
 * Everything that is imported must be there where the package is installed: in the package itself, or in one that the
 * manifest names. And no declaration may say `any`.
 *
 * @param {Map<string, string>} files
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function checkModules(files, manifest) {
  const declared = new Set([manifest.name, ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })])
  /** @type {string[]} */
  const problems = []
  /** @type {Map<string, string[]>} */
  const imports = new Map()
  for (const [path, text] of files) {
    const isDeclaration = path.endsWith('.d.ts')
    if (!path.startsWith('dist/') || !(isDeclaration || path.endsWith('.js'))) continue
    const { fixed, dynamic, anys } = readModule(path, text)
    const specifiers = [...fixed, ...dynamic].map(({ value }) => value)
    imports.set(path, specifiers)
    for (const value of specifiers) {
      if (value.startsWith('.')) {
        if (!files.has(targetOf(path, value))) problems.push(`${path} imports ${value}, which is not in the package`)
      } else if (!isBuiltin(value) && !declared.has(packageOf(value))) {
        if (isDeclaration && declared.has(`@types/${value}`)) continue
        problems.push(`${path} imports ${value}, which is in no dependency of the package`)
      }
    }
    for (const line of anys) problems.push(`${path}:${line} says any`)
  }
  return [...problems, ...builtinsInEntries(imports, manifest)]
}

/** @param {string} specifier */
const isBuiltin = (specifier) => specifier.startsWith('node:') || builtinModules.includes(specifier)

/**
 * What is loaded with an entry must run in browsers and workers, too.
 *
 * @param {Map<string, string[]>} imports
 * @param {Manifest} manifest
 */
function builtinsInEntries(imports, { exports }) {
  const entries = Object.entries(exports).flatMap(([name, target]) => (name === nodeEntry ? [] : filesOf(target)))
  const reached = new Set(entries)
  for (const path of reached)
    for (const value of imports.get(path) ?? []) if (value.startsWith('.')) reached.add(targetOf(path, value))
  return [...reached].flatMap((path) =>
    (imports.get(path) ?? []).filter(isBuiltin).map((value) => `${path} imports ${value}, which only Node has`),
  )
}

/** @param {import('../manifest.js').Target} target @returns {string[]} */
const filesOf = (target) =>
  typeof target === 'string' ? [target.replace(/^\.\//, '')] : Object.values(target).flatMap(filesOf)
