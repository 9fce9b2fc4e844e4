import { ConfigError, readConfig } from './config.ts'
import { createLogger } from './logger.ts'
import { startNode } from './node.ts'

/**
 * A stop that takes longer ends with an error of our own, before a container runtime kills the process after its usual
 * 10 s.
 */
const stopTimeoutMs = 9_500

async function main(): Promise<void> {
  const config = readConfig()
  const log = await createLogger(config)
  const starting = startNode(config, log)
  let isStopping = false
  const stop = async (why: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => {
      log.error('stopping took too long')
      process.exit(1)
    }, stopTimeoutMs).unref()
    // A signal during the start waits until it is done: a node that is half started cannot be stopped cleanly.
    const node = await starting
    await node.stop()
    log.info('stopped')
    log.flush()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  // A parent that started this process with an IPC channel takes it along when it dies, even by kill -9.
  process.on('disconnect', () => void stop('the parent process is gone'))
  // After an error that nobody caught, the state in memory cannot be trusted. Nodes keep no state that a restart loses.
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'uncaught')
    process.exit(1)
  })
  const node = await starting
  log.info({ url: node.url }, 'listening')
  const { url, adminPath } = node
  // Not in the log, which others may read: whoever has the link becomes the admin.
  if (process.send) process.send({ url, adminPath })
  else if (adminPath !== null) console.log(adminLinkText(new URL(adminPath, config.publicUrl ?? url).href))
}

const adminLinkText = (link: string) => `
This server has no admin yet. Whoever opens this link and registers or logs in becomes its admin:
  ${link}
It can be used once. Each start prints another one, until there is an admin.
`

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || (error instanceof Error && 'code' in error)
  console.error(known && error instanceof Error ? error.message : error)
  process.exit(1)
})
