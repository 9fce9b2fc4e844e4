// npm test [-- lint | types | unit | e2e | faults | <part of a test file's path> …]: everything, or what is named.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { runTests } = await import('./test/run.js')
  await runTests(process.argv.slice(2))
}
