import { posix } from 'node:path'
import { root } from '../../launch/say.js'

/**
 * Nothing in the package may point out of it: not at the machine where it was built, and no source map at a file that is
 * not there.
 *
 * @param {Map<string, string>} files
 * @returns {string[]}
 */
export function checkPaths(files) {
  /** @type {string[]} */
  const problems = []
  for (const [path, text] of files) {
    if (text.includes(root)) problems.push(`${path} names the folder in which it was built`)
    if (!path.endsWith('.map')) continue
    /** @type {{ sources: string[], sourceRoot?: string }} */
    const { sources, sourceRoot = '' } = JSON.parse(text)
    for (const source of sources) {
      const target = posix.join(posix.dirname(path), sourceRoot, source)
      if (!files.has(target)) problems.push(`${path} maps to ${source}, which is not in the package`)
    }
  }
  return problems
}
