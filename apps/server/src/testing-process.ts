import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

// For the tests of this package: the server as it is run.

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** A process of its own, with nothing in its environment but this, and no asking of the internet. Whoever starts it kills it. */
export function runServer(environment: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { LINK_PREVIEWS: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  if (!child.stdout || !child.stderr) throw new Error('no pipes')
  // Not `close`, which Node does not emit for a child that was disconnected.
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
