import { checkManifest } from './manifest.js'
import { checkModules } from './modules.js'
import { checkPaths } from './paths.js'
import { checkTypes, checkWithPublint } from './tools.js'

/**
 * All that is wrong with a package, one line for each. Empty if it may be published.
 *
 * @param {import('../tarball.js').Tarball} tarball
 * @returns {Promise<string[]>}
 */
export async function check({ data, files }) {
  /** @type {import('../manifest.js').Manifest} */
  const manifest = JSON.parse(files.get('package.json') ?? '{}')
  const own = [...checkManifest(files, manifest), ...checkModules(files, manifest), ...checkPaths(files)]
  return [...own, ...(await checkWithPublint(data)), ...(await checkTypes(data))]
}
