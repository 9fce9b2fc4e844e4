/** How many messages are sent, by how many senders, to which channels. */
export type SendPlan = {
  /** A number that is part of all client ids of this run, so that no two runs share one. */
  run: number
  /** Each sender waits for an acknowledgement before its next message. */
  senders: number
  /** The most messages of all senders together. After `ms` milliseconds none is begun. */
  messages: number
  ms: number
  /** The i-th sender sends to the i-th channel, modulo their number. */
  channelIds: string[]
}

export type Sent = {
  /** The acknowledged number of each message of the plan; 0 when it was not sent. */
  numbers: number[]
  count: number
  latenciesMs: number[]
  elapsedMs: number
}

export const channelOf = ({ channelIds, senders }: SendPlan, place: number): string =>
  channelIds[(place % senders) % channelIds.length] ?? ''

/** A UUID that is made of the run and the message's place in it. */
export const clientIdOf = ({ run }: SendPlan, place: number): string =>
  `${run.toString(16).padStart(8, '0')}-0000-4000-8000-${place.toString(16).padStart(12, '0')}`

/** A text of usual length. */
export const contentOf = (place: number): string =>
  `Message ${place} of a benchmark, about as long as what people write.`

/**
 * Carries out the plan: all senders at once, each with one message after the other.
 *
 * @param send sends one message and resolves with its acknowledged number
 */
export async function sendAll(plan: SendPlan, send: (sender: number, place: number) => Promise<number>): Promise<Sent> {
  const numbers = new Array<number>(plan.messages).fill(0)
  const latenciesMs: number[] = []
  const began = performance.now()
  const loop = async (sender: number) => {
    for (let place = sender; place < plan.messages; place += plan.senders) {
      const sentAt = performance.now()
      if (sentAt - began > plan.ms) break
      numbers[place] = await send(sender, place)
      latenciesMs.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: plan.senders }, (_, sender) => loop(sender)))
  return { numbers, count: latenciesMs.length, latenciesMs, elapsedMs: performance.now() - began }
}
