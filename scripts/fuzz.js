// npm run fuzz -- --inputs 100000 --seed 7: feeds bad input to a server of its own, over HTTP and WebSockets, and judges
// what it answers. --help lists all options.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { main } = await import('../e2e/fuzz/cli.ts')
  process.exit(await main(process.argv.slice(2)))
}
