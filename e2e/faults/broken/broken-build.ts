import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@chime/testing/process/program'
import { type Edit, type Mutation, mutations } from './mutations.ts'

export const brokenVariable = 'CHIME_BROKEN'
/** For `node --import`: breaks the build that the environment variable names, while its modules are loaded. */
export const brokenPreload = new URL('preload.ts', import.meta.url).href

/**
 * Preloads and environment of a process that is to run a broken build.
 *
 * @throws Error when there is no such mutation, or the source has no longer what it replaces
 */
export function brokenBuild(name: string): { imports: string[]; env: Record<string, string>; mutation: Mutation } {
  const mutation = mutationNamed(name)
  for (const edit of mutation.edits) refuseWhereGone(edit, readFileSync(join(root, edit.file), 'utf8'))
  return { imports: [brokenPreload], env: { [brokenVariable]: name }, mutation }
}

export function mutationNamed(name: string): Mutation {
  const mutation = mutations.find((one) => one.name === name)
  if (mutation) return mutation
  throw new Error(`There is no broken build "${name}". There are: ${mutations.map((one) => one.name).join(', ')}`)
}

/** When the source has changed, a mutation must not silently replace nothing. @throws Error unless `find` is there exactly once */
export function refuseWhereGone({ file, find }: Edit, source: string): void {
  const times = source.split(find).length - 1
  if (times !== 1) throw new Error(`${file} has ${times} times, not once: ${find}`)
}
