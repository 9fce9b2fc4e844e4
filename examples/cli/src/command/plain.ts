import { createInterface } from 'node:readline'
import type { Chime } from '@chime/client'
import { findChannel } from '../channel/find.ts'
import { listChannels } from './channels.ts'
import { send } from './send.ts'
import { tail } from './tail.ts'

/** How many of the last messages are shown first. */
const count = 20

/**
 * What `chime open` is where no full screen can be drawn: shows the channel as lines, and sends each line that is written.
 * Without a channel, it lists the channels. Standard input that ends ends it.
 */
export async function openPlain(chime: Chime, name: string | undefined): Promise<void> {
  if (name === undefined) return listChannels(chime, {})
  await findChannel(chime, name)
  const lines = createInterface({ input: process.stdin })
  const sending = (async () => {
    for await (const line of lines) if (line.trim()) await send(chime, name, [line], {})
  })()
  try {
    await Promise.race([tail(chime, [name], { count }), sending])
  } finally {
    lines.close()
  }
}
