// Preloaded (`node --import`) into each child of the start script: when that is killed, the child ends as on SIGTERM.
import { isMainThread } from 'node:worker_threads'
import { whenParentEnds } from './parent-watch.js'

const graceMs = 12_000

if (isMainThread)
  whenParentEnds(() => {
    setTimeout(() => process.exit(1), graceMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
