import { join } from 'node:path'
import { createChime } from '@chime/client'
import { fileStorage } from '@chime/client/node'
import { readAccount } from '../account/account.ts'
import { connected } from '../account/connect.ts'
import { env } from '../env.ts'
import { App } from '../screen/app.ts'
import { Terminal } from '../screen/terminal.ts'
import { openPlain } from './plain.ts'

/** The full screen, or plain lines where none can be drawn. */
export async function open(name: string | undefined): Promise<void> {
  const isScreen = process.stdin.isTTY && process.stdout.isTTY && !env.isDumb
  if (!isScreen) return connected((chime) => openPlain(chime, name))
  // What was not sent when the screen is closed is sent when it is opened again.
  const chime = createChime({ ...(await readAccount()), storage: fileStorage(join(env.folder, 'outbox')) })
  try {
    chime.connect()
    await new App(chime, new Terminal(process.stdin, process.stdout)).run(name)
  } finally {
    chime.close()
  }
}
