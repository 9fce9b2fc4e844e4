import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { inAnHour, makeDue } from '../scheduled/due.ts'

vi.setConfig({ testTimeout: 60_000 })

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
let number: number
beforeAll(async () => {
  node = await oneNode()
})
beforeEach(async () => {
  ann = await node.person('ann')
  ben = await node.person('ben')
  channelId = await groupOf(ann, ben)
  const [message] = await say(ann, channelId, 'remember me')
  number = message?.number ?? 0
})
afterAll(() => node.stop())

const patient = { timeout: 20_000, interval: 20 }
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString()
const remind = ({ trpc }: Person, at = inAnHour()) => trpc.reminders.create.mutate({ channelId, number, at })
const statesOf = (device: ReturnType<typeof follow>) =>
  device.events.flatMap((event) => (event.type === 'reminder' ? [event.reminder.state] : []))

describe('a reminder', () => {
  it('is due once its time has come, and stays until it is taken away; my devices hear of each change', async () => {
    const device = follow(ben)
    await device.hello
    const first = await remind(ben)
    const second = await remind(ben)
    expect(first).toMatchObject({ channelId, number, state: 'waiting' })
    expect(await ben.trpc.reminders.list.query()).toEqual([first, second])
    await makeDue(node, first)
    await vi.waitFor(() => expect(statesOf(device)).toEqual(['waiting', 'waiting', 'due']), patient)
    expect(await ben.trpc.reminders.list.query()).toEqual([{ ...first, state: 'due' }, second])

    await ben.trpc.reminders.delete.mutate({ id: first.id })
    await ben.trpc.reminders.delete.mutate({ id: first.id })
    await ben.trpc.reminders.delete.mutate({ id: second.id })
    expect(await ben.trpc.reminders.list.query()).toEqual([])
    await vi.waitFor(() => expect(statesOf(device).slice(3)).toEqual(['deleted', 'deleted']), patient)
    const caughtUp = (await ben.trpc.users.changes.query({ since: 0 })).reminders
    expect(caughtUp.map(({ state }) => state)).toEqual(['deleted', 'deleted'])
  })

  it('is made for what I may read, for a time that comes, and is mine alone', async () => {
    const stranger = await node.person('stranger')
    const reminder = await remind(ann)
    const missing = ann.trpc.reminders.create.mutate({ channelId, number: 999, at: ahead(60_000) })
    expect(
      await reasons(
        remind(stranger),
        missing,
        remind(ann, ahead(-1)),
        remind(ann, ahead(400 * 24 * 60 * 60 * 1_000)),
        ben.trpc.reminders.delete.mutate({ id: reminder.id }),
      ),
    ).toEqual(['NOT_FOUND', 'NOT_FOUND', 'INVALID_INPUT', 'INVALID_INPUT', 'NOT_FOUND'])
    expect(await ben.trpc.reminders.list.query()).toEqual([])
    await node.sql(
      `insert into reminders (user_id, channel_id, number, at)
       select $1, $2, $3, now() + interval '1 day' from generate_series(1, $4::int)`,
      ann.user.id,
      channelId,
      number,
      limits.remindersMax - 1,
    )
    expect((await refusal(remind(ann))).reason).toBe('TOO_LARGE')
  })

  it('is silently gone when I may not read the message any more, or there is none', async () => {
    const device = follow(ben)
    await device.hello
    const first = await remind(ben)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await makeDue(node, first)
    await vi.waitFor(() => expect(statesOf(device)).toEqual(['waiting', 'deleted']), patient)
    const other = follow(ann)
    await other.hello
    const second = await remind(ann)
    await ann.trpc.messages.delete.mutate({ channelId, number })
    await makeDue(node, second)
    await vi.waitFor(() => expect(statesOf(other)).toEqual(['waiting', 'deleted']), patient)
  })
})
