import { ConfigError, readConfig } from './config.ts'
import { createLogger } from './logger.ts'
import { startNode } from './node.ts'

/** A stop that takes longer is cut off: whoever asked would do it harder. */
const stopWithinMs = 9_500

async function main(): Promise<void> {
  const config = readConfig()
  const log = createLogger(config)
  const starting = startNode(config, log)
  let leaving = false
  const leave = async (why: string) => {
    if (leaving) return
    leaving = true
    log.info({ why }, 'stopping')
    setTimeout(() => {
      log.error('stopping took too long')
      process.exit(1)
    }, stopWithinMs).unref()
    // A signal in the middle of the start waits for it: half a start cannot be stopped cleanly.
    const node = await starting
    await node.stop()
    log.info('stopped')
    log.flush()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave(signal))
  // Started by a parent with a channel to us: its death, even by kill -9, is our end too.
  process.on('disconnect', () => void leave('the parent process is gone'))
  // An error that nobody caught leaves unknown state behind; a restart does not, since nodes hold none.
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'uncaught')
    process.exit(1)
  })
  const node = await starting
  log.info({ url: node.url }, 'listening')
  process.send?.({ url: node.url })
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || (error instanceof Error && 'code' in error)
  console.error(known && error instanceof Error ? error.message : error)
  process.exit(1)
})
