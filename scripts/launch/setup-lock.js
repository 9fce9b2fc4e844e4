import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { releaseLock, takeLock } from './lock-file.js'
import { knownProcess } from './process-identity.js'
import { codeOf, fail, root, say } from './say.js'

/**
 * Runs `work` while no other process does the same. Installing and building change this folder, so only one process at
 * a time may do it; the others wait.
 *
 * @param {string} name
 * @param {() => void | Promise<void>} work
 */
export async function withSetupLock(name, work) {
  const file = join(root, '.turbo', `${name}.lock`)
  let told = false
  for (;;) {
    let lock
    try {
      lock = takeLock(file, { holder: knownProcess(process.pid) })
    } catch (error) {
      if (codeOf(error) === 'EACCES' || codeOf(error) === 'EROFS' || codeOf(error) === 'EPERM')
        fail(`Cannot ${name}: you may not write in ${root}.`)
      throw error
    }
    if (!lock) break
    if (!told) say(`Another process (pid ${lock.holder.pid}) is busy with the ${name}; waiting for it …`)
    told = true
    await setTimeout(500)
  }
  process.once('exit', () => releaseLock(file))
  try {
    await work()
  } finally {
    releaseLock(file)
  }
}
