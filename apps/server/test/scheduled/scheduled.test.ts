import type { EventOf, Scheduled } from '@chime/protocol'
import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { inAnHour, makeDue } from './due.ts'

vi.setConfig({ testTimeout: 60_000 })

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
})
beforeEach(async () => {
  ann = await node.person('ann')
  ben = await node.person('ben')
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const patient = { timeout: 20_000, interval: 20 }
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString()
type ScheduleOptions = {
  content?: string
  sendAt?: string
  clientId?: string
  replyTo?: number
  attachmentIds?: string[]
}
const schedule = ({ trpc }: Person, { content = 'later', sendAt = inAnHour(), ...more }: ScheduleOptions = {}) =>
  trpc.messages.schedule.mutate({ channelId, content, sendAt, ...more })
const messages = async () => (await ann.trpc.messages.list.query({ channelId })).messages
const written = async () => (await messages()).filter(({ kind }) => kind === 'user')
/** Its state in the table. */
const stateOf = async ({ id }: Scheduled) => {
  const [row] = await node.sql<{ state: string }>('select state from scheduled_messages where id = $1', id)
  return row?.state
}

describe('a scheduled message', () => {
  it('is sent once its time has come, as any message of its author, and their devices hear of each change', async () => {
    const [first] = await say(ann, channelId, 'hello')
    const device = follow(ben)
    await device.hello
    const scheduled = await ben.trpc.messages.schedule.mutate({
      channelId,
      content: `later, @${ann.user.username}`,
      sendAt: ahead(3_000),
      metadata: { key: 'value' },
      replyTo: first?.number ?? 0,
    })
    expect(scheduled).toMatchObject({ channelId, state: 'waiting', number: null, error: null })

    await vi.waitFor(async () => expect(await written()).toHaveLength(2), patient)
    const sent = (await written())[1]
    expect(sent).toMatchObject({
      userId: ben.user.id,
      clientId: scheduled.clientId,
      content: `later, @${ann.user.username}`,
      metadata: { key: 'value' },
      replyTo: first?.number,
      mentions: { userIds: [ann.user.id] },
    })
    expect(Date.parse(sent?.createdAt ?? '')).toBeGreaterThanOrEqual(Date.parse(scheduled.sendAt))
    const updates = () =>
      device.events.filter((event): event is EventOf<'scheduled'> => event.type === 'scheduled').map((e) => e.scheduled)
    // The content is kept only in the sent message now, so that it can be deleted there.
    const ended = { ...scheduled, content: '', metadata: {}, state: 'sent', number: sent?.number }
    await vi.waitFor(() => expect(updates()).toEqual([scheduled, ended]), patient)
    expect((await ben.trpc.users.changes.query({ since: 0 })).scheduled).toEqual([ended])
    expect(await ben.trpc.messages.scheduled.query()).toEqual([])
    // Nothing of it is in anybody else's user stream.
    expect((await ann.trpc.users.changes.query({ since: 0 })).scheduled).toEqual([])
  })

  it('is scheduled once, however often its clientId is tried, also after it was sent', async () => {
    const again = { clientId: crypto.randomUUID() }
    const tries = await Promise.all([schedule(ann, again), schedule(ann, again), schedule(ann, again)])
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
    expect(await ann.trpc.messages.scheduled.query()).toEqual([tries[0]])
    await makeDue(node, ...tries)
    await vi.waitFor(async () => expect(await written()).toHaveLength(1), patient)
    await vi.waitFor(async () => expect((await schedule(ann, again)).state).toBe('sent'), patient)
    const changes = await ann.trpc.users.changes.query({ since: 0 })
    expect(changes.scheduled).toHaveLength(1)
    expect(await written()).toHaveLength(1)
  })

  it('is refused as sending would be, and for a time that has passed or is too far', async () => {
    const stranger = await node.person('stranger')
    const day = 24 * 60 * 60 * 1_000
    expect(
      await reasons(
        schedule(stranger),
        schedule(ann, { sendAt: ahead(-1_000) }),
        schedule(ann, { sendAt: ahead((limits.scheduleDaysMax + 1) * day) }),
        schedule(ann, { replyTo: 999 }),
        schedule(ann, { attachmentIds: [crypto.randomUUID()] }),
      ),
    ).toEqual(['NOT_FOUND', 'INVALID_INPUT', 'INVALID_INPUT', 'INVALID_INPUT', 'INVALID_INPUT'])
    const { id } = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    const direct = { channelId: id, content: 'later', sendAt: ahead(60_000) }
    await ben.trpc.messages.schedule.mutate(direct)
    await ann.trpc.users.block.mutate({ userId: ben.user.id })
    await ann.trpc.channels.archive.mutate({ channelId })
    expect(await reasons(schedule(ann), ben.trpc.messages.schedule.mutate(direct))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect(await ann.trpc.messages.scheduled.query()).toEqual([])
  })

  it('is one too many when a hundred wait or could not be sent', async () => {
    await node.sql(
      `insert into scheduled_messages (user_id, channel_id, client_id, content, send_at, state)
       select $1, $2, gen_random_uuid(), 'x', now() + interval '1 day', (array['waiting', 'failed'])[1 + i % 2]::scheduled_state
       from generate_series(1, $3::int) i`,
      ann.user.id,
      channelId,
      limits.scheduledMax - 2,
    )
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => schedule(ann)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect((await refusal(schedule(ann))).reason).toBe('TOO_LARGE')
  })

  it('fails with words when its author may not write there any more, and can then be taken away', async () => {
    const device = follow(ben)
    await device.hello
    const scheduled = await schedule(ben)
    const other = await schedule(ann)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await node.sql('update users set suspended_at = now() where id = $1', ann.user.id)
    await makeDue(node, scheduled, other)
    await vi.waitFor(async () => expect(await stateOf(scheduled)).toBe('failed'), patient)
    await vi.waitFor(async () => expect(await stateOf(other)).toBe('failed'), patient)
    const [failed] = await ben.trpc.messages.scheduled.query()
    expect(failed).toEqual({ ...scheduled, state: 'failed', error: 'There is no such channel, or you cannot see it' })
    await vi.waitFor(() => {
      const states = device.events.flatMap((event) => (event.type === 'scheduled' ? [event.scheduled.state] : []))
      expect(states).toEqual(['waiting', 'failed'])
    }, patient)
    await ben.trpc.messages.unschedule.mutate({ id: scheduled.id })
    expect(await ben.trpc.messages.scheduled.query()).toEqual([])
    const withContent = await node.sql<{ content: string }>(
      'select content from messages where channel_id = $1 and kind = $2',
      channelId,
      'user',
    )
    expect(withContent).toEqual([])
  })

  it('waits for its turn in slow mode, and is then sent', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'group', name: 'slow', memberIds: [ben.user.id] })
    await ann.trpc.channels.update.mutate({ channelId: id, slowModeSeconds: 1 })
    const scheduled = await ben.trpc.messages.schedule.mutate({ channelId: id, content: 'later', sendAt: inAnHour() })
    await say(ben, id, 'now')
    await makeDue(node, scheduled)
    await vi.waitFor(async () => expect(await stateOf(scheduled)).toBe('sent'), patient)
  })

  it('can be taken back while it waits for its turn', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'group', name: 'slow', memberIds: [ben.user.id] })
    await ann.trpc.channels.update.mutate({ channelId: id, slowModeSeconds: 600 })
    const scheduled = await ben.trpc.messages.schedule.mutate({ channelId: id, content: 'later', sendAt: inAnHour() })
    await say(ben, id, 'now')
    await makeDue(node, scheduled)
    const tries = `select from chime_jobs.job where data ->> 'id' = $1 and retry_count > 0`
    await vi.waitFor(async () => expect(await node.sql(tries, scheduled.id)).toHaveLength(1), patient)
    // Repeated, because it cannot be cancelled in the moment in which sending is tried again.
    await vi.waitFor(() => ben.trpc.messages.unschedule.mutate({ id: scheduled.id }), patient)
    expect(await stateOf(scheduled)).toBe('cancelled')
  })
})

describe('taking a scheduled message back', () => {
  it('before its time ends it, however often; what is not mine does not exist', async () => {
    const scheduled = await schedule(ann)
    expect(await reasons(ben.trpc.messages.unschedule.mutate({ id: scheduled.id }))).toEqual(['NOT_FOUND'])
    await ann.trpc.messages.unschedule.mutate({ id: scheduled.id })
    await ann.trpc.messages.unschedule.mutate({ id: scheduled.id })
    const after = await schedule(ann, { content: 'after it' })
    await makeDue(node, scheduled, after)
    await vi.waitFor(async () => expect(await stateOf(after)).toBe('sent'), patient)
    expect((await written()).map(({ content }) => content)).toEqual(['after it'])
    const [row] = (await ann.trpc.users.changes.query({ since: 0 })).scheduled
    expect(row).toEqual({ ...scheduled, content: '', state: 'cancelled' })
    expect(await reasons(ann.trpc.messages.unschedule.mutate({ id: after.id }))).toEqual(['CONFLICT'])
  })

  it('races with sending it, and exactly one of them wins', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => schedule(ann, { content: `race ${i}` })))
    await makeDue(node, ...all)
    // Spread over a second, in which nodes fetch jobs, so that some are cancelled before, some while and some after
    // they are sent.
    const outcomes = await Promise.all(
      all.map(async ({ id }, i) => {
        await new Promise((resolve) => setTimeout(resolve, i * 40))
        const taking = ann.trpc.messages.unschedule.mutate({ id })
        return taking.then(
          () => 'cancelled',
          () => 'sent',
        )
      }),
    )
    await vi.waitFor(async () => expect(await Promise.all(all.map(stateOf))).toEqual(outcomes), patient)
    const sent = (await written()).map(({ content }) => content).sort()
    const expected = all.flatMap((_, i) => (outcomes[i] === 'sent' ? [`race ${i}`] : [])).sort()
    expect(sent).toEqual(expected)
  })
})
