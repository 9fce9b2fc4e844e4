import { randomUUID } from 'node:crypto'
import { messageOf } from './check/fields.ts'
import type { Casting, Part } from './clients/cast.ts'
import { mutateOverHttp } from './clients/over-http.ts'
import { Recorder } from './clients/recorder.ts'
import type { HistoryWriter } from './writer.ts'

/**
 * What a rehearsal must not leave to chance: one of a group is taken out of it, and stays out while others write there;
 * messages are edited, sent once more when they are long there, and marked as read up to a lower number than before.
 *
 * @returns does the next round of it
 */
export async function byHand(casting: Casting, writer: HistoryWriter): Promise<() => Promise<void>> {
  const stage = casting.stages.find(({ kind, use }) => kind === 'group' && use === 'stable')
  const owner = casting.parts.find(({ userId }) => userId === stage?.ownerId)
  const leaver = stage?.memberIds.findLast((userId) => userId !== owner?.userId)
  if (!stage || !owner || leaver === undefined) throw new Error('a rehearsal needs a group in which people stay')
  const { id: channelId } = stage
  const recorder = new Recorder({ ...infoOf(owner), client: `${owner.client} by hand` }, writer)
  let turn = 0
  const call = (procedure: string, input: object) => {
    const port = casting.ports[turn++ % casting.ports.length] ?? 0
    return mutateOverHttp(recorder, { port, token: owner.token, procedure, input })
  }
  await call('members.remove', { channelId, userId: leaver })
  return async () => {
    const input = { channelId, clientId: randomUUID(), content: `by hand ${turn}` }
    const number = messageOf((await call('messages.send', input)).answer)?.number
    if (number === undefined) return
    await call('messages.edit', { channelId, number, content: `by hand ${turn}, edited` })
    await call('channels.markRead', { channelId, number })
    await call('channels.markRead', { channelId, number: number - 1 })
    await call('messages.send', input)
  }
}

const infoOf = ({ userId, sessionId, kind }: Part) => ({ userId, sessionId, kind })
