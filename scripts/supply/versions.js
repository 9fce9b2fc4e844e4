import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../launch/say.js'

/** Of another package: `npm:name@1.2.3`. */
const exact = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/
const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides']

/** @typedef {Record<string, unknown> & { workspaces?: string[] }} Manifest */

/** @param {string} path @returns {Manifest} */
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** @returns {[path: string, Manifest][]} */
export function readManifests() {
  const own = read('package.json')
  const paths = globSync(
    (own.workspaces ?? []).map((folder) => `${folder}/package.json`),
    { cwd: root },
  )
  return [['package.json', own], ...paths.sort().map((path) => /** @type {[string, Manifest]} */ ([path, read(path)]))]
}

/**
 * Versions that are not exact. Those of peers are not looked at: an app that uses our packages brings its own.
 *
 * @param {[path: string, Manifest][]} manifests
 * @returns {string[]} one line for each
 */
export function inexactVersions(manifests) {
  return manifests.flatMap(([path, manifest]) =>
    kinds.flatMap((kind) =>
      leaves(manifest[kind], '')
        .filter(([, version]) => !exact.test(version))
        .map(([name, version]) => `${path}: ${kind}: ${name} ${version}`),
    ),
  )
}

/** Overrides may lie in one another. @param {unknown} value @param {string} name @returns {[string, string][]} */
function leaves(value, name) {
  if (typeof value === 'string') return [[name, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, name === '' ? key : `${name} > ${key}`))
}
