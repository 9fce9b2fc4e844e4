import { setTimeout } from 'node:timers/promises'
import { limits } from '@chime/protocol'
import { patiently } from '../patiently.ts'
import type { Random } from '../random.ts'
import type { Teammate } from '../team.ts'

export type Saying = { channelId: string; text: string; signal: AbortSignal }

/** Said again while somebody types on, so that the others' line does not blink. */
const typingAgainMs = limits.typingMs / 2

/** How long somebody types: a start, and so much for each character, within reason. */
const typingTimeMs = (text: string) => Math.min(7_000, 900 + text.length * 45)

/**
 * Types for as long as a person would, then sends.
 *
 * @returns false when the room does not take it: left, removed, archived
 */
export async function speak({ trpc }: Teammate, { channelId, text, signal }: Saying): Promise<boolean> {
  const clientId = crypto.randomUUID()
  try {
    for (let left = typingTimeMs(text); left > 0; left -= typingAgainMs) {
      await trpc.channels.typing.mutate({ channelId })
      await setTimeout(Math.min(left, typingAgainMs), undefined, { signal })
    }
    await patiently(() => trpc.messages.send.mutate({ channelId, clientId, content: text }), { signal })
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}

export const pause = (random: Random, fromMs: number, toMs: number, signal: AbortSignal): Promise<void> =>
  setTimeout(random.between(fromMs, toMs), undefined, { signal })
