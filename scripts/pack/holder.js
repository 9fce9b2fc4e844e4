// holder.js <folder> <npm>: see hold.js. It holds the lock as long as it runs.
import { setTimeout } from 'node:timers/promises'
import { readLock, releaseLock, takeLock, writeLock } from '../launch/lock-file.js'
import { knownProcess, runs } from '../launch/process-identity.js'
import { lockFile, restoreManifest, swapManifest } from './hold.js'

const checkEveryMs = 50
/** Where nobody can say whether npm still runs. */
const atMostMs = 120_000

const [folder = '', npmText = 'null'] = process.argv.slice(2)
/** @type {import('../launch/process-identity.js').KnownProcess | null} */
const npm = JSON.parse(npmText)

/** @type {string | null} */
let packed = null
process.on('message', (text) => {
  if (typeof text !== 'string') return
  packed = text
  swapManifest(folder, text)
  process.send?.('swapped')
})
// The build has failed or was stopped: there is nothing to wait for.
process.on('disconnect', () => {
  if (packed === null) process.exit()
})
process.on('exit', () => releaseLock(lockFile))

await takeTurn()
restoreManifest()
process.send?.('held')

const deadline = Date.now() + atMostMs
for (;;) {
  await setTimeout(checkEveryMs)
  if (packed === null) continue
  if (readLock(lockFile)?.stopping || (npm ? !runs(npm) : Date.now() > deadline)) break
}
restoreManifest()
process.exit()

async function takeTurn() {
  const mine = { holder: knownProcess(process.pid), launchers: npm ? [npm] : [] }
  for (;;) {
    const lock = takeLock(lockFile, mine)
    if (lock === null) return
    // `npm publish` with several packages: the one before is done, though npm still runs.
    const isOurs = npm !== null && lock.launchers?.some(({ pid }) => pid === npm.pid)
    if (isOurs && !lock.stopping) writeLock(lockFile, { ...lock, stopping: true })
    await setTimeout(checkEveryMs)
  }
}
