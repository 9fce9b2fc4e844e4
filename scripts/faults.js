// npm run faults -- --minutes 30 --seed 7: kills and disturbs nodes, Postgres and Redis while clients chat; then
// checkers judge what every client saw. --help lists all options.
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'
import { fail } from './launch/say.js'
import { stopSignal } from './launch/stop.js'

checkSystemNode()
await ensureInstalled()
if (onNode24()) {
  const { findRedis } = await import('./test/redis.js')
  const redisProgram = await findRedis().catch((/** @type {Error} */ error) => fail(error.message))
  const { main } = await import('../e2e/faults/cli.ts')
  process.exit(await main(process.argv.slice(2), { redisProgram, signal: stopSignal }))
}
