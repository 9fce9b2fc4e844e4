import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../../apps/server/src/main.ts', import.meta.url))

/**
 * Runs the server once, for tests of the process itself: how it starts or refuses to, what it writes, how it ends. Its
 * environment is only this one (and no link previews, which would ask the internet). The caller has to kill it. A test that only
 * needs a running server takes `startChimeServer`.
 */
export function runServer(environment: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { LINK_PREVIEWS: 'off', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  if (!child.stdout || !child.stderr) throw new Error('no pipes')
  // Not `close`: Node does not emit it for a child whose channel was disconnected.
  const exited = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code, output: stdout + stderr }),
  )
  const listening = async () => {
    const [told] = await Promise.race([
      once(child, 'message'),
      exited.then(({ output }) => Promise.reject(new Error(`ended: ${output}`))),
    ])
    return String(told.url)
  }
  return { child, exited, listening }
}
export type ServerProcess = ReturnType<typeof runServer>
