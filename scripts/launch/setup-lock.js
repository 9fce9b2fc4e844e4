import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { hold, release } from './held-file.js'
import { knownProcess } from './process-identity.js'
import { codeOf, fail, root, say } from './say.js'

/**
 * Installing and building change this folder: one process at a time does it, others wait for it.
 *
 * @param {string} name
 * @param {() => void | Promise<void>} work
 */
export async function withSetupLock(name, work) {
  const file = join(root, '.turbo', `${name}.lock`)
  let told = false
  for (;;) {
    let held
    try {
      held = hold(file, { holder: knownProcess(process.pid) })
    } catch (error) {
      if (codeOf(error) === 'EACCES' || codeOf(error) === 'EROFS' || codeOf(error) === 'EPERM')
        fail(`Cannot ${name}: you may not write in ${root}.`)
      throw error
    }
    if (!held) break
    if (!told) say(`Another process (pid ${held.holder.pid}) is busy with the ${name}; waiting for it …`)
    told = true
    await setTimeout(500)
  }
  process.once('exit', () => release(file))
  try {
    await work()
  } finally {
    release(file)
  }
}
