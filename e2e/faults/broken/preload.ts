import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { brokenBuild, brokenVariable, refuseWhereGone } from './broken-build.ts'
import type { Edit } from './mutations.ts'

// For `node --import`: while modules are loaded, replaces in their source what the mutation in the environment names.

const name = process.env[brokenVariable]
if (name) {
  const { edits } = brokenBuild(name).mutation
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const here = edits.filter((edit) => isOf(url, edit))
      if (here.length === 0) return loaded
      if (loaded.source === null || loaded.source === undefined) throw new Error(`${url} has no source to break`)
      let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
      for (const edit of here) {
        refuseWhereGone(edit, source)
        source = source.replace(edit.find, () => edit.replace)
      }
      return { ...loaded, source }
    },
  })
}

/** Compares the end of the path only: the packed client lies in another folder, and is built. */
function isOf(url: string, { file }: Edit): boolean {
  if (!url.startsWith('file:')) return false
  const path = fileURLToPath(url).replaceAll('\\', '/')
  const source = file.replace(/^packages/, '')
  const built = source.replace('/src/', '/dist/').replace(/\.ts$/, '.js')
  return path.endsWith(source) || path.endsWith(built)
}
