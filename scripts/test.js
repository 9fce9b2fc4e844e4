// npm test [-- lint | types | unit | packed | e2e | faults | <part of a test file's path> …]: runs all tests, or only those that
// are named.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { runTests } = await import('./test/run.js')
  await runTests(process.argv.slice(2))
}
