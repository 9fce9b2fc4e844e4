import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { brokenBuild, brokenVariable, type Edit, refuseWhereGone } from './broken.ts'

// For `node --import`: changes the source of the modules that the named mutation is about, while they are loaded.

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

/** A packed package lies elsewhere, but looks the same inside. */
function isOf(url: string, { file }: Edit): boolean {
  return (
    url.startsWith('file:') &&
    fileURLToPath(url)
      .replaceAll('\\', '/')
      .endsWith(file.replace(/^packages/, ''))
  )
}
