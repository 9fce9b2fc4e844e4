import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  channelId = await groupOf(ann)
})
afterAll(() => node.stop())

// Their clocks differ by 26 hours, so at any time it is another day in one of them than in UTC.
const zones = ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Dhaka']
const dayIn = (timeZone: string, ahead = 0) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone }).format(Date.now() + ahead * 24 * 3_600_000)
const find = async (query: string, timeZone?: string) =>
  (await ann.trpc.messages.search.query({ query, timeZone })).messages.map(({ content }) => content)

describe('days in a search', () => {
  it.each(zones)('are those of the reader: %s', async (zone) => {
    await say(ann, channelId, `words of ${zone}`)
    const words = `"${zone}"`
    expect(await find(`${words} after:${dayIn(zone)} before:${dayIn(zone, 1)}`, zone)).toHaveLength(1)
    expect(await find(`${words} before:${dayIn(zone)}`, zone)).toEqual([])
    expect(await find(`${words} after:${dayIn(zone, 1)}`, zone)).toEqual([])
  })

  it('are those of UTC when nothing is said, and need a zone that there is', async () => {
    await say(ann, channelId, 'universal')
    expect(await find(`universal after:${dayIn('UTC')}`)).toEqual(['universal'])
    const wrong = ann.trpc.messages.search.query({ query: 'universal', timeZone: 'Moon/Crater' })
    expect(await refusal(wrong)).toMatchObject({ reason: 'INVALID_INPUT', field: 'timeZone' })
  })

  it.each(zones)('are those of the profile when nothing is said: %s', async (zone) => {
    const dan = await node.person(`dan-${zones.indexOf(zone)}`)
    await say(dan, await groupOf(dan), 'at home')
    await dan.trpc.users.update.mutate({ timeZone: zone })
    const found = async (query: string, timeZone?: string) =>
      (await dan.trpc.messages.search.query({ query, timeZone })).messages.length
    expect(await found(`home after:${dayIn(zone)} before:${dayIn(zone, 1)}`)).toBe(1)
    expect(await found(`home before:${dayIn(zone)}`)).toBe(0)
    expect(await found(`home after:${dayIn(zone, 1)}`)).toBe(0)
    expect(await found(`home after:${dayIn('UTC')}`, 'UTC'), 'what is asked for counts first').toBe(1)
  })

  it('a zone alone is nothing to look for', async () => {
    const nothing = ann.trpc.messages.search.query({ query: '', timeZone: 'Asia/Dhaka' })
    expect(await refusal(nothing)).toMatchObject({ reason: 'INVALID_INPUT' })
  })
})

describe('times with an offset', () => {
  /** The moment an hour ahead, as clocks at +05:30 show it. */
  const ahead = () => {
    const at = new Date(Date.now() + 3_600_000)
    const shown = new Date(at.getTime() + 5.5 * 3_600_000).toISOString().replace('Z', '+05:30')
    return { at: at.toISOString(), shown }
  }

  it('are taken by schedules, reminders, invites and searches', async () => {
    const [message] = await say(ann, channelId, 'remember this')
    const { at, shown } = ahead()
    const number = message?.number ?? 0
    expect((await ann.trpc.reminders.create.mutate({ channelId, number, at: shown })).at).toBe(at)
    const scheduled = await ann.trpc.messages.schedule.mutate({ channelId, content: 'later', sendAt: shown })
    expect(scheduled.sendAt).toBe(at)
    expect((await ann.trpc.invites.create.mutate({ channelId, expiresAt: shown })).expiresAt).toBe(at)
    const found = await ann.trpc.messages.search.query({ query: 'remember', sentBefore: shown })
    expect(found.messages).toHaveLength(1)
    expect(await find(`remember before:${shown}`)).toEqual(['remember this'])
    expect(await find(`remember after:${shown}`)).toEqual([])
  })

  it.each(['2030-01-01T10:00:00', '2030-01-01', '2030-02-30T10:00:00+01:00', '2030-01-01T10:00:00+1'])(
    '%s is none',
    async (at) => {
      const wrong = ann.trpc.messages.schedule.mutate({ channelId, content: 'later', sendAt: at })
      expect(await refusal(wrong)).toMatchObject({ reason: 'INVALID_INPUT', field: 'sendAt' })
    },
  )
})
