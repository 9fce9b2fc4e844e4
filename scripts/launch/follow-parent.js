// Preloaded (`node --import`) into each child of the start script. If the start script is killed, the child stops as if
// it had received SIGTERM.
import { isMainThread } from 'node:worker_threads'
import { whenParentEnds } from './parent-watch.js'

const graceMs = 12_000

if (isMainThread)
  whenParentEnds(() => {
    setTimeout(() => process.exit(1), graceMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
