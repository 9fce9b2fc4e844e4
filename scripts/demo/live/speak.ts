import { setTimeout } from 'node:timers/promises'
import { limits } from '@chime/protocol'
import type { Random } from '@chime/testing/random'
import { retry } from '../retry.ts'
import type { Teammate } from '../team.ts'

export type Saying = { channelId: string; text: string; signal: AbortSignal }

/** How often typing is reported while somebody types on, so that the others see it without a gap. */
const typingAgainMs = limits.typingMs / 2

/** How long somebody types a text: a fixed time and some more for each character, up to a limit. */
const typingTimeMs = (text: string) => Math.min(7_000, 900 + text.length * 45)

/**
 * Types for as long as a person would, and sends the message.
 *
 * @returns false when the member may not write in the channel any more, for example because it is archived
 */
export async function speak({ trpc }: Teammate, { channelId, text, signal }: Saying): Promise<boolean> {
  const clientId = crypto.randomUUID()
  try {
    for (let left = typingTimeMs(text); left > 0; left -= typingAgainMs) {
      await trpc.channels.typing.mutate({ channelId })
      await setTimeout(Math.min(left, typingAgainMs), undefined, { signal })
    }
    await retry(() => trpc.messages.send.mutate({ channelId, clientId, content: text }), { signal })
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}

export const pause = (random: Random, fromMs: number, toMs: number, signal: AbortSignal): Promise<void> =>
  setTimeout(random.integer(fromMs, toMs), undefined, { signal })
