import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Readable } from '../src/readable.ts'
import type { Chime } from '../src/types.ts'
import { type Person, person } from './person.ts'

const soon = { timeout: 20_000, interval: 10 }

let server: ChimeServer
let ada: Person
let bob: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
}, 60_000)
afterEach(() => {
  ada.close()
  bob.close()
})
afterAll(() => server.close())

const watch = (readable: Readable<unknown>) => readable.subscribe(() => {})
const eventually = (check: () => void) => vi.waitFor(check, soon)
const rows = (chime: Chime, id: string) =>
  chime
    .channel(id)
    .timeline.get()
    .items.flatMap((item) => (item.state === 'sent' ? [item] : []))
const texts = (chime: Chime, id: string) => rows(chime, id).map(({ message }) => message.content)
const summaryOf = (chime: Chime, id: string) => chime.channels.get().find((each) => each.id === id)

async function group(a: Chime): Promise<string> {
  const channel = await a.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: [bob.user.id] })
  a.addChannels([channel])
  return channel.id
}

/** Ada on two devices and Bob, all with the same group open. */
async function three() {
  const [a, phone, b] = await Promise.all([ada.online(), ada.online(), bob.online()])
  const id = await group(a)
  for (const chime of [a, phone, b]) {
    chime.channel(id).open()
    watch(chime.channel(id).timeline)
  }
  await eventually(() => {
    for (const chime of [a, phone, b]) expect(chime.channel(id).timeline.get().status).toBe('ready')
  })
  return { a, phone, b, id }
}

describe('with a real server', { timeout: 60_000 }, () => {
  test('a draft is on all my devices, and gone from all when it is sent', async () => {
    const { a, phone, id } = await three()
    watch(phone.channel(id).draft)
    watch(a.drafts)
    a.channel(id).setDraft('to be contin')
    await eventually(() => expect(phone.channel(id).draft.get()?.content).toBe('to be contin'))
    phone.channel(id).setDraft('to be continued')
    await eventually(() => expect(a.channel(id).draft.get()?.content).toBe('to be continued'))
    expect(a.drafts.get()).toMatchObject([{ channelId: id, content: 'to be continued' }])
    const { done } = a.channel(id).send('to be continued')
    expect(a.drafts.get()).toEqual([])
    await done
    await eventually(() => expect(phone.channel(id).draft.get()).toBe(null))
    a.channel(id).setDraft('typed just before closing')
    a.close()
    await eventually(() => expect(phone.channel(id).draft.get()?.content).toBe('typed just before closing'))
  })

  test('whom I block is hidden on all my devices, and is not unread until I unblock them', async () => {
    const { a, phone, b, id } = await three()
    await a.block(bob.user.id)
    b.channel(id).send('can you hear me')
    for (const chime of [a, phone]) {
      await eventually(() => expect(rows(chime, id).at(-1)).toMatchObject({ blocked: true }))
      expect(chime.blocked.get()).toEqual(new Set([bob.user.id]))
      await eventually(() => expect(summaryOf(chime, id)?.membership?.unread).toBe(0))
    }
    await phone.unblock(bob.user.id)
    await eventually(() => expect(rows(a, id).at(-1)).toMatchObject({ blocked: false }))
    for (const chime of [a, phone]) await eventually(() => expect(summaryOf(chime, id)?.membership?.unread).toBe(1))
  })

  test('replies, pins, forwards, polls and versions are there for both', async () => {
    const { a, b, id } = await three()
    watch(b.channel(id).pinned)
    const first = await a.channel(id).send('first').done
    const { replyTo } = await b.channel(id).send('an answer', { replyTo: first.number }).done
    expect(replyTo).toBe(first.number)
    await a.channel(id).pin(first.number)
    await eventually(() => expect(b.channel(id).pinned.get()).toMatchObject([{ content: 'first', pinned: true }]))
    await a.channel(id).edit(first.number, 'first, edited')
    await eventually(() => expect(b.channel(id).pinned.get()).toMatchObject([{ content: 'first, edited' }]))
    expect((await b.channel(id).versions(first.number)).map(({ content }) => content)).toEqual([
      'first',
      'first, edited',
    ])
    const copy = await b.channel(id).forward(first.number, id)
    expect(copy.forwarded).toMatchObject({ channelId: id, number: first.number })
    const poll = await a.channel(id).createPoll({ question: 'Tea?', options: ['yes', 'no'] })
    await eventually(() => expect(texts(b, id).at(-1)).toBe('Tea?'))
    const voting = b.channel(id).vote(poll.number, [0])
    const counts = (chime: Chime) =>
      rows(chime, id)
        .at(-1)
        ?.message.poll?.options.map(({ count }) => count)
    expect(counts(b)).toEqual([1, 0])
    await voting
    await eventually(() => expect(counts(a)).toEqual([1, 0]))
    await expect(b.channel(id).closePoll(poll.number)).rejects.toThrow()
    expect(rows(b, id).at(-1)?.message.poll?.closedAt).toBe(null)
    await a.channel(id).closePoll(poll.number)
    await eventually(() => expect(rows(b, id).at(-1)?.message.poll?.closedAt).not.toBe(null))
    await a.channel(id).report(copy.number, 'twice the same')
    const pages = b.search({ query: 'edited', channelId: id })
    await eventually(async () => {
      const { messages } = (await b.search({ query: 'edited', channelId: id }).next()).value ?? { messages: [] }
      expect(messages.map(({ number }) => number).sort()).toContain(first.number)
    })
    for await (const page of pages) expect(page.messages.length).toBeGreaterThan(0)
  })

  test('a thread is a channel apart, followed by who writes in it, left without being missing', async () => {
    const { a, b, id } = await three()
    const { number } = await a.channel(id).send('a question').done
    await eventually(() => expect(texts(b, id)).toEqual(['a question']))
    const thread = await b.channel(id).thread(number)
    thread.open()
    await thread.send('an answer').done
    await eventually(() => expect(b.threads.get().map((each) => each.id)).toEqual([thread.id]))
    expect(summaryOf(b, thread.id)).toBe(undefined)
    await eventually(() =>
      expect(rows(a, id).at(-1)?.message.thread).toMatchObject({ channelId: thread.id, replies: 1 }),
    )
    await thread.leave()
    await eventually(() => expect(b.threads.get()).toEqual([]))
    expect(thread.missing.get()).toBe(false)
    expect(texts(b, thread.id)).toEqual(['an answer'])
  })

  test('how far the other has read, and what calls me, is known and follows', async () => {
    const { a, phone, b, id } = await three()
    watch(a.channel(id).receipts)
    const { number } = await a.channel(id).send('read this').done
    await eventually(() => expect(texts(b, id)).toEqual(['read this']))
    await b.channel(id).markRead()
    await eventually(() => expect(a.channel(id).receipts.get()).toEqual([{ userId: bob.user.id, readNumber: number }]))
    const { number: second } = await a.channel(id).send('and this').done
    await b.markAllRead()
    await eventually(() => expect(summaryOf(b, id)?.membership).toMatchObject({ readNumber: second, unread: 0 }))
    await a.channel(id).setNotify('none')
    expect(summaryOf(a, id)?.membership?.notify).toBe('none')
    await eventually(() => expect(summaryOf(phone, id)?.membership?.notify).toBe('none'))
  })

  test('what is scheduled is sent, and a reminder calls back on every device', async () => {
    const { a, phone, id } = await three()
    watch(phone.scheduled)
    watch(phone.reminders)
    const { number } = await a.channel(id).send('now').done
    const heard: string[] = []
    phone.on('reminder', ({ reminder }) => {
      if (reminder.state === 'due') heard.push(reminder.id)
    })
    const at = () => new Date(Date.now() + 2_000).toISOString()
    const dropped = await a.schedule({
      channelId: id,
      content: 'never',
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
    const { id: later } = await a.schedule({ channelId: id, content: 'later', sendAt: at() })
    const reminder = await a.channel(id).remind(number, at())
    await eventually(() =>
      expect(
        phone.scheduled
          .get()
          .map((each) => each.id)
          .sort(),
      ).toEqual([dropped.id, later].sort()),
    )
    await a.unschedule(dropped.id)
    await eventually(() => expect(texts(phone, id)).toEqual(['now', 'later']))
    await eventually(() => expect(phone.scheduled.get()).toEqual([]))
    await eventually(() => expect(heard).toEqual([reminder.id]))
    expect(phone.reminders.get()).toMatchObject([{ id: reminder.id, state: 'due' }])
    await phone.deleteReminder(reminder.id)
    await eventually(() => expect(phone.reminders.get()).toEqual([]))
  })

  test('notices at the end of a channel count for nothing, can be read past, and are its last message', async () => {
    const { a, b, id } = await three()
    await a.channel(id).update({ name: 'renamed' })
    await a.channel(id).setRole(bob.user.id, 'admin')
    await eventually(() => {
      const { lastMessage, membership } = summaryOf(b, id) ?? {}
      expect(lastMessage).toMatchObject({ kind: 'system', metadata: { notice: 'role' } })
      expect(membership).toMatchObject({ unread: 0, mentions: 0, role: 'admin' })
    })
    a.channel(id).send('and a message')
    await eventually(() => expect(summaryOf(b, id)?.membership?.unread).toBe(1))
    await a.channel(id).archive()
    await eventually(() => expect(summaryOf(b, id)?.archivedAt).not.toBe(null))
    expect(summaryOf(b, id)?.membership?.unread).toBe(1)
    await b.channel(id).markRead()
    expect(summaryOf(b, id)?.membership).toMatchObject({ unread: 0, readNumber: summaryOf(b, id)?.lastNumber })
    await b.channel(id).jumpToLatest()
    expect(texts(b, id)).toHaveLength(4)
    const stored = await b.trpc.channels.get.query({ channelId: id })
    expect(stored.membership).toMatchObject({ unread: 0, readNumber: stored.lastNumber })
  })
})
