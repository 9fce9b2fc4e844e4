// What others check of a package: whether its manifest is right for each runtime and bundler (publint), and whether
// TypeScript finds the types that belong to the code (arethetypeswrong).
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** Ways to resolve that no package of ES modules alone supports. */
const notForModules = ['node10', 'node16-cjs']

/** @param {Uint8Array} tarball @returns {Promise<string[]>} */
export async function checkWithPublint(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}

/** @param {Uint8Array} tarball @returns {Promise<string[]>} */
export async function checkTypes(tarball) {
  const result = await checkPackage(createPackageFromTarballData(tarball), { excludeEntrypoints: [/\.css$/] })
  if (!result.types) return ['arethetypeswrong: the package has no types']
  return result.problems
    .filter((problem) => !('resolutionKind' in problem && notForModules.includes(problem.resolutionKind)))
    .map((problem) => `arethetypeswrong: ${JSON.stringify(problem)}`)
}
