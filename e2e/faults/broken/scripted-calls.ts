import { randomUUID } from 'node:crypto'
import { messageOf } from '../checks/fields.ts'
import type { ClientSpec, Fixture } from '../clients/fixture.ts'
import { mutateOverHttp } from '../clients/over-http.ts'
import { Recorder } from '../clients/recorder.ts'
import type { HistoryWriter } from '../history/writer.ts'

/**
 * Calls that a rehearsal must not leave to chance, because some broken builds show only with them: a member is removed from a
 * group and stays out while others write there; messages are edited, sent again long after they were stored, and marked as read
 * up to a lower number than before.
 *
 * @returns a function that makes the next round of these calls
 */
export async function scriptedCalls(fixture: Fixture, writer: HistoryWriter): Promise<() => Promise<void>> {
  const channel = fixture.channels.find(({ kind, use }) => kind === 'group' && use === 'stable')
  const owner = fixture.specs.find(({ userId }) => userId === channel?.ownerId)
  const leaver = channel?.memberIds.findLast((userId) => userId !== owner?.userId)
  if (!channel || !owner || leaver === undefined) throw new Error('a rehearsal needs a group in which people stay')
  const { id: channelId } = channel
  const recorder = new Recorder({ ...infoOf(owner), client: `${owner.client} by hand` }, writer)
  let calls = 0
  const call = (procedure: string, input: object) => {
    const port = fixture.ports[calls++ % fixture.ports.length] ?? 0
    return mutateOverHttp(recorder, { port, token: owner.token, procedure, input })
  }
  await call('members.remove', { channelId, userId: leaver })
  return async () => {
    const input = { channelId, clientId: randomUUID(), content: `by hand ${calls}` }
    const number = messageOf((await call('messages.send', input)).answer)?.number
    if (number === undefined) return
    await call('messages.edit', { channelId, number, content: `by hand ${calls}, edited` })
    await call('channels.markRead', { channelId, number })
    await call('channels.markRead', { channelId, number: number - 1 })
    await call('messages.send', input)
  }
}

const infoOf = ({ userId, sessionId, kind }: ClientSpec) => ({ userId, sessionId, kind })
