// npm run docs [-- --check]: writes the API reference into docs/api, or says whether it is up to date.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { checkReference, writeReference } = await import('./docs/reference.js')
  if (process.argv.includes('--check')) await checkReference()
  else await writeReference()
  process.exit()
}
