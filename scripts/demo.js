// npm run demo [-- --url http://localhost:3000] [--live]: fills a running server with a team and its conversations.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { runDemo } = await import('./demo/run.ts')
  await runDemo(process.argv.slice(2))
}
