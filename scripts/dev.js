// npm run dev: runs `turbo dev` with the environment that it needs. The server and the web app reload when a file
// changes.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { runCommand } from './launch/command.js'
import { ensureInstalled } from './launch/install.js'
import { checkSystemNode, onNode24 } from './launch/node24.js'
import { readPlace, refuseBadPlace } from './launch/place.js'
import { freePort } from './launch/ports.js'
import { fail, root, say } from './launch/say.js'

checkSystemNode()
const place = readPlace()
await refuseBadPlace(place)
await ensureInstalled()
if (onNode24()) {
  const port = place.port || (await freePort())
  const webPort = await freePort()
  const url = `http://localhost:${port}`
  const env = {
    ...process.env,
    PORT: String(port),
    WEB_PORT: String(webPort),
    WEB_URL: `http://127.0.0.1:${webPort}`,
    SERVER_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: place.dataDir,
    FIRST_ADMIN: process.env.FIRST_ADMIN || 'registration',
    TURBO_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  void tellWhenReady(url)
  const turbo = join(root, 'node_modules/turbo/bin/turbo')
  const { code, error } = await runCommand(process.execPath, [turbo, 'run', 'dev'], { cwd: root, env })
  if (error) fail(`turbo could not be started: ${error.message}`)
  process.exit(code ?? 1)
}

/** @param {string} url */
async function tellWhenReady(url) {
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) break
    await setTimeout(200)
  }
  say(`\n  Chime runs at ${url}, and reloads when you save. Stop: Ctrl-C\n`)
}
