/** Who sends how much, and where. */
export type SendPlan = {
  /** What the client ids of this run begin with, so that no two runs share one. */
  run: number
  /** Every sender has one message on its way at a time. */
  senders: number
  /** At most so many in all, and none begun after so long. */
  messages: number
  ms: number
  /** The i-th sender sends to the i-th channel, starting over when there are fewer channels. */
  channelIds: string[]
}

export type Sent = {
  /** What was acknowledged, by the place of the message in the plan; 0 for what was not sent. */
  numbers: number[]
  count: number
  latenciesMs: number[]
  elapsedMs: number
}

export const senderOf = (plan: SendPlan, place: number): number => place % plan.senders

export const channelOf = ({ channelIds, senders }: SendPlan, place: number): string =>
  channelIds[(place % senders) % channelIds.length] ?? ''

/** A UUID that says which run and place it is of. */
export const clientIdOf = ({ run }: SendPlan, place: number): string =>
  `${run.toString(16).padStart(8, '0')}-0000-4000-8000-${place.toString(16).padStart(12, '0')}`

/** As long as what people write. */
export const contentOf = (place: number): string =>
  `Message ${place} of a benchmark, about as long as what people write.`

/**
 * Sends everything: each sender its messages one after the other, all senders at once.
 *
 * @param send resolves with the number that was acknowledged
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
