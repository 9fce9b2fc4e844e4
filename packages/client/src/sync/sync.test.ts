import type { Message } from '@chime/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Timeline } from '../state/timeline.ts'
import { type ModelClient, modelClient } from '../testing/model-client.ts'
import { ModelServer } from '../testing/model-server.ts'
import { seeded } from '../testing/random.ts'
import { reminder, scheduled, uuidOf } from '../testing/rows.ts'

const others = [2, 3, 4, 5, 6].map((n) => uuidOf('a', n))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const settled = () => vi.advanceTimersByTimeAsync(60_000)

function sent(timeline: Timeline) {
  return timeline.items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
}

/** What I type stands, whatever is said of older states of mine, until the server has it. */
function checkTyped(client: ModelClient, typed: ReadonlyMap<string, string>): void {
  for (const [id, text] of typed) {
    const channel = client.chime.channel(id)
    if (channel.isDraftDirty) expect(channel.draft.get()?.content ?? '').toBe(text)
  }
}

/** What must hold at every moment, whatever is lost: one run without a hole, unsent behind it, no row older than it was. */
function checkMoment(client: ModelClient, ids: readonly string[], seen: Map<string, number>): void {
  for (const id of ids) {
    const { items } = client.chime.channel(id).timeline.get()
    const rows = sent(client.chime.channel(id).timeline.get())
    // Compared by hand: an `expect` for each row would take most of the time of a run.
    rows.forEach((row, i) => {
      const key = `${id}:${row.number}`
      const isNext = row.number === (rows[0]?.number ?? 0) + i
      if (!isNext || row.revision < (seen.get(key) ?? 0)) expect.fail(`${key}@${row.revision} after ${seen.get(key)}`)
      seen.set(key, row.revision)
    })
    expect(items.slice(0, rows.length).every((item) => item.state === 'sent')).toBe(true)
    const keys = items.map((item) => (item.state === 'sent' ? item.message.clientId : item.clientId))
    expect(new Set(keys).size).toBe(keys.length)
  }
}

/** What a client shows must be what the server has, and what one that just came shows. */
async function checkEnd(server: ModelServer, client: ModelClient, ids: readonly string[]): Promise<void> {
  const fresh = modelClient(server)
  fresh.chime.connect()
  await settled()
  expect(client.chime.channels.get()).toEqual(fresh.chime.channels.get())
  const mine = ids.filter((id) => server.isMember(id)).map((id) => server.summary(id))
  expect(client.chime.channels.get().length).toBe(mine.filter(({ kind }) => kind !== 'thread').length)
  // A fresh one may not have heard of those without anything unread.
  for (const thread of fresh.chime.threads.get()) expect(client.chime.threads.get()).toContainEqual(thread)
  for (const thread of client.chime.threads.get()) expect(mine).toContainEqual(thread)
  for (const id of ids) {
    const room = server.room(id)
    const channel = client.chime.channel(id)
    expect(channel.timeline.get().items.filter((item) => item.state === 'pending')).toEqual([])
    if (!server.isMember(id)) {
      expect(server.mayRead(id) || sent(channel.timeline.get()).length === 0).toBe(true)
      continue
    }
    const { hasBefore, hasAfter, status } = channel.timeline.get()
    if (status !== 'ready') continue
    const rows = sent(channel.timeline.get())
    const first = rows[0]?.number ?? 1
    const last = rows.at(-1)?.number ?? 0
    expect(rows).toEqual(room.messages.slice(first - 1, last))
    expect({ hasBefore, hasAfter }).toEqual({ hasBefore: first > 1, hasAfter: last < room.channel.lastNumber })
    const members = channel.members.get()
    const pinned = channel.pinned.get()
    if (pinned) expect(byNumber(pinned)).toEqual(byNumber(server.pinned(id)))
    if (members.complete) {
      const present = [...room.members.values()].filter((row) => row.leftAt === null)
      expect(new Set(members.members)).toEqual(new Set(present))
    }
  }
  const { own } = server
  expect(client.chime.drafts.get()).toEqual(own.drafts())
  expect(client.chime.blocked.get()).toEqual(new Set(own.blocked().map((user) => user.id)))
  expect(client.chime.scheduled.get()).toEqual(own.scheduled())
  expect(client.chime.reminders.get()).toEqual(own.reminders())
  fresh.chime.close()
}

const ownLists = ({ chime }: ModelClient) => [
  chime.threads,
  chime.drafts,
  chime.blocked,
  chime.scheduled,
  chime.reminders,
]
const byNumber = (rows: readonly Message[]) => rows.toSorted((a, b) => a.number - b.number)

describe('whatever the network does, a client ends up with what the server has (D6, D7, D9)', {
  timeout: 60_000,
}, () => {
  // SYNC_RUNS=2000 for a long search; each run is a seed, so a failing one can be run again.
  const runs = Array.from({ length: Number(process.env.SYNC_RUNS ?? 25) }, (_, i) => i + 1)
  test.each(runs)('run %i', async (seed) => {
    const random = seeded(seed)
    vi.spyOn(Math, 'random').mockImplementation(seeded(seed + 1).next)
    const server = new ModelServer()
    const faults = { drop: 0.1, twice: 0.1, late: 0.1, failedCall: 0.1, refused: 0.2, slowMs: 300 }
    const client = modelClient(server, { random, faults })
    const ids = [server.create(1), server.create(2, 'public'), server.create(3)]
    server.listsReadThreads = seed % 2 === 0
    for (const parent of ids.slice(1)) {
      const { number } = server.send(parent, random.of(others), 'a question')
      ids.push(server.create(ids.length + 1, 'thread', { channelId: parent, number }))
    }
    for (let i = 0; i < random.below(200); i++) server.send(random.of(ids), random.of(others), `old ${i}`)
    server.emit = (event) => client.hear(event)
    client.chime.connect()
    const seen = new Map<string, number>()
    const told = new Map<string, number>()
    client.chime.on('message', ({ channelId, message }) => {
      const key = `${channelId}:${message.number}`
      expect(message.revision, 'a listener is told of a row once').toBeGreaterThan(told.get(key) ?? 0)
      told.set(key, message.revision)
    })
    const mine: { id: string; text: string }[] = []
    const closes: (() => void)[] = []
    let isCut = false
    const typed = new Map<string, string>()
    let i = 0
    const id = () => random.of(ids)
    const member = () => random.of(ids.filter((each) => server.isMember(each)).concat(ids))

    const steps: [number, () => void][] = [
      [30, () => server.send(id(), random.of(others), 'from others')],
      [
        3,
        () => {
          for (let i = 0; i < 40; i++) server.send(random.of(ids), random.of(others), 'a burst')
        },
      ],
      [10, () => server.edit(id(), 1 + random.below(150))],
      [5, () => server.send(id(), random.of(others), 'calls @me')],
      [
        4,
        () => {
          // Among the last, which are unread.
          const room = random.of(ids)
          server.edit(room, Math.max(1, server.room(room).channel.lastNumber - random.below(10)))
        },
      ],
      [
        3,
        () => {
          const room = random.of(ids)
          server.remove(room, Math.max(1, server.room(room).channel.lastNumber - random.below(10)))
        },
      ],
      [
        3,
        () =>
          void client.chime
            .channel(id())
            .edit(1 + random.below(150), 'edited')
            .catch(() => {}),
      ],
      [
        3,
        () =>
          void client.chime
            .channel(id())
            .remove(1 + random.below(150))
            .catch(() => {}),
      ],
      [
        3,
        () =>
          void client.chime
            .channel(id())
            .react(1 + random.below(150), '👍')
            .catch(() => {}),
      ],
      [
        2,
        () =>
          void client.chime
            .channel(id())
            .unreact(1 + random.below(150), '👍')
            .catch(() => {}),
      ],
      [
        3,
        () =>
          void client.chime
            .channel(id())
            .pin(1 + random.below(150))
            .catch(() => {}),
      ],
      [
        2,
        () =>
          void client.chime
            .channel(id())
            .unpin(1 + random.below(150))
            .catch(() => {}),
      ],
      [3, () => server.pin(id(), 1 + random.below(150), random.chance(0.6))],
      [3, () => void closes.push(client.chime.channel(id()).pinned.subscribe(() => {}))],
      [3, () => server.setNotify(member(), random.of(['all', 'mentions', 'none']))],
      [
        2,
        () =>
          void client.chime
            .channel(member())
            .setNotify(random.of(['all', 'mentions', 'none']))
            .catch(() => {}),
      ],
      [
        12,
        () => {
          const channelId = random.of(ids)
          const text = random.chance(0.2) ? '' : `typed ${i}`
          typed.set(channelId, text)
          client.chime.channel(channelId).setDraft(text)
        },
      ],
      [3, () => server.own.setDraft(random.of(ids), random.chance(0.3) ? '' : `elsewhere ${i}`, null)],
      [4, () => server.own.block(random.of(others), random.chance(0.6))],
      [2, () => void client.chime.block(random.of(others)).catch(() => {})],
      [2, () => void client.chime.unblock(random.of(others)).catch(() => {})],
      [2, () => server.own.putScheduled(scheduled(random.below(5), random.of(['waiting', 'sent', 'failed'])))],
      [2, () => server.own.putReminder(reminder(random.below(5), random.of(['waiting', 'due', 'deleted'])))],
      [
        4,
        () => {
          closes.push(random.of(ownLists(client)).subscribe(() => {}))
        },
      ],
      [4, () => server.rename(id())],
      [4, () => server.send(id(), random.of(others), 'a notice', undefined, 'system')],
      [5, () => server.join(id(), random.of(others))],
      [4, () => server.leave(id(), random.of(others))],
      [2, () => server.leave(id(), server.me.id)],
      [
        5,
        () => {
          // Those above threads come first.
          for (const each of ids) {
            const { parent } = server.room(each).channel
            if (!server.isMember(each) && (!parent || server.isMember(parent.channelId)))
              server.join(each, server.me.id)
          }
        },
      ],
      [4, () => server.mark(member(), random.below(200))],
      [2, () => server.mark(member(), random.below(50), { back: true })],
      [2, () => server.send(member(), server.me.id, 'from my other device')],
      [
        12,
        () => {
          const channelId = member()
          const text = `mine ${mine.length}`
          mine.push({ id: channelId, text })
          typed.set(channelId, '')
          client.chime.channel(channelId).send(text)
        },
      ],
      [
        6,
        () =>
          void closes.push(
            client.chime.channel(id()).open(random.chance(0.3) ? { around: 1 + random.below(100) } : {}),
          ),
      ],
      [3, () => closes.splice(random.below(closes.length + 1), 1)[0]?.()],
      [4, () => void client.chime.channel(id()).loadBefore()],
      [4, () => void client.chime.channel(id()).loadAfter()],
      [2, () => void client.chime.channel(id()).loadAround(1 + random.below(150))],
      [2, () => void client.chime.channel(id()).jumpToLatest()],
      [4, () => void client.chime.channel(id()).markRead()],
      [2, () => void closes.push(client.chime.channel(id()).members.subscribe(() => {}))],
      [6, () => client.flushLate()],
      [
        1,
        () => {
          client.cut()
          isCut = true
          for (let i = 0; i < 700; i++) server.send(random.of(ids), random.of(others), 'while away')
        },
      ],
      [
        4,
        () => {
          client.cut()
          isCut = true
        },
      ],
      [
        8,
        () => {
          if (isCut) client.reconnect()
          isCut = false
        },
      ],
    ]
    const total = steps.reduce((sum, [weight]) => sum + weight, 0)
    for (; i < 150; i++) {
      let at = random.below(total)
      const chosen = steps.find(([weight]) => {
        at -= weight
        return at < 0
      })
      chosen?.[1]()
      checkTyped(client, typed)
      checkMoment(client, ids, seen)
      await vi.advanceTimersByTimeAsync(random.below(200))
      checkMoment(client, ids, seen)
    }

    Object.assign(client.faults, { drop: 0, twice: 0, late: 0, failedCall: 0, refused: 0, slowMs: 0 })
    client.cut()
    client.reconnect()
    for (const list of ownLists(client)) list.subscribe(() => {})
    await settled()
    await checkEnd(server, client, ids)

    for (const { id: channelId, text } of mine) {
      const stored = server
        .room(channelId)
        .messages.filter((row) => row.content === text || row.content.startsWith(`${text}@`))
      expect(stored.length).toBeLessThanOrEqual(1)
    }
    for (const channelId of ids) {
      const order = server.room(channelId).messages.flatMap((row) => /^mine (\d+)$/.exec(row.content)?.[1] ?? [])
      expect(order.map(Number)).toEqual(order.map(Number).toSorted((a, b) => a - b))
    }
    client.chime.close()
  })
})
