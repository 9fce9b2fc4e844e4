import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../launch/say.js'

/** @typedef {import('../manifest.js').Manifest} Manifest */

const documents = ['README.md', 'CHANGELOG.md', 'LICENSE']

/**
 * @param {Map<string, string>} files
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function checkManifest(files, manifest) {
  /** @type {string[]} */
  const problems = []
  const { description, engines, license, peerDependencies, dependencies } = manifest
  if (manifest.private) problems.push('package.json says private')
  if (!description) problems.push('package.json has no description')
  if (!license) problems.push('package.json has no license')
  if (!engines) problems.push('package.json does not say which Node it needs')
  for (const document of documents) if (!files.has(document)) problems.push(`there is no ${document}`)
  for (const [name, version] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (!name.startsWith('@chime/')) continue
    const sibling = siblingOf(name)
    if (!sibling || sibling.private) problems.push(`package.json needs ${name}, which is not published`)
    else if (sibling.version !== version) problems.push(`package.json needs ${name} ${version}, not ${sibling.version}`)
  }
  return problems
}

/** @param {string} name @returns {Manifest | null} */
function siblingOf(name) {
  const file = join(root, 'packages', name.replace('@chime/', ''), 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}
