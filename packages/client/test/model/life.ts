import type { Random } from '@chime/testing/random'
import { ownLists } from './checks.ts'
import type { ModelClient } from './client.ts'
import { invitation, reminder, saved, scheduled, uuidOf } from './rows.ts'
import type { ModelServer } from './server.ts'

/** The other users. */
export const others = [2, 3, 4, 5, 6].map((n) => uuidOf('a', n))

/**
 * What may happen to a client: everything that its user does, that other users do on the server, and that the network
 * does.
 */
export function lifeOf(server: ModelServer, client: ModelClient, ids: readonly string[], random: Random) {
  const sentByMe: { id: string; text: string }[] = []
  /** The last text typed in each channel. */
  const typed = new Map<string, string>()
  const closes: (() => void)[] = []
  let isCut = false
  let i = 0
  const id = () => random.pick(ids)
  const member = () => random.pick(ids.filter((each) => server.isMember(each)).concat(ids))

  const steps: [number, () => void][] = [
    [30, () => server.send(id(), random.pick(others), 'from others')],
    [
      3,
      () => {
        for (let i = 0; i < 40; i++) server.send(random.pick(ids), random.pick(others), 'a burst')
      },
    ],
    [10, () => server.edit(id(), 1 + random.below(150))],
    [5, () => server.send(id(), random.pick(others), 'calls @me')],
    [4, () => server.send(id(), server.me.id, 'from my other device')],
    [
      4,
      () => {
        // One of the last messages, which are unread.
        const channelId = random.pick(ids)
        server.edit(channelId, Math.max(1, server.channel(channelId).channel.lastNumber - random.below(10)))
      },
    ],
    [
      3,
      () => {
        const channelId = random.pick(ids)
        server.remove(channelId, Math.max(1, server.channel(channelId).channel.lastNumber - random.below(10)))
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
    [3, () => server.setNotify(member(), random.pick(['all', 'mentions', 'none']))],
    [
      2,
      () =>
        void client.chime
          .channel(member())
          .setNotify(random.pick(['all', 'mentions', 'none']))
          .catch(() => {}),
    ],
    [
      12,
      () => {
        const channelId = random.pick(ids)
        const text = random.chance(0.2) ? '' : `typed ${i}`
        typed.set(channelId, text)
        client.chime.channel(channelId).setDraft(text)
      },
    ],
    [3, () => server.userData.setDraft(random.pick(ids), random.chance(0.3) ? '' : `elsewhere ${i}`, null)],
    [4, () => server.userData.block(random.pick(others), random.chance(0.6))],
    [2, () => void client.chime.block(random.pick(others)).catch(() => {})],
    [2, () => void client.chime.unblock(random.pick(others)).catch(() => {})],
    [2, () => server.userData.putScheduled(scheduled(random.below(5), random.pick(['waiting', 'sent', 'failed'])))],
    [2, () => server.userData.putSaved(saved(random.below(5), { saved: random.chance(0.6) }))],
    [2, () => server.userData.putInvitation(invitation(random.below(5), random.pick(['waiting', 'declined'])))],
    [2, () => server.userData.putReminder(reminder(random.below(5), random.pick(['waiting', 'due', 'deleted'])))],
    [
      4,
      () => {
        closes.push(random.pick(ownLists(client)).subscribe(() => {}))
      },
    ],
    [4, () => server.rename(id())],
    [4, () => server.send(id(), random.pick(others), 'a notice', undefined, 'system')],
    [5, () => server.join(id(), random.pick(others))],
    [4, () => server.leave(id(), random.pick(others))],
    [2, () => server.leave(id(), server.me.id)],
    [
      5,
      () => {
        // The channels above the threads come first.
        for (const each of ids) {
          const { parent } = server.channel(each).channel
          if (!server.isMember(each) && (!parent || server.isMember(parent.channelId))) server.join(each, server.me.id)
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
        const text = `mine ${sentByMe.length}`
        sentByMe.push({ id: channelId, text })
        typed.set(channelId, '')
        client.chime.channel(channelId).send(text)
      },
    ],
    [
      6,
      () =>
        void closes.push(client.chime.channel(id()).open(random.chance(0.3) ? { around: 1 + random.below(100) } : {})),
    ],
    [3, () => closes.splice(random.below(closes.length + 1), 1)[0]?.()],
    [4, () => void client.chime.channel(id()).loadBefore()],
    [4, () => void client.chime.channel(id()).loadAfter()],
    [2, () => void client.chime.channel(id()).loadAround(1 + random.below(150))],
    [2, () => void client.chime.channel(id()).jumpToLatest()],
    [4, () => void client.chime.channel(id()).markRead()],
    [2, () => void client.chime.channel(id()).markRead(1 + random.below(150))],
    [
      4,
      () =>
        void client.chime
          .channel(id())
          .markUnread(1 + random.below(150))
          .catch(() => {}),
    ],
    [2, () => void closes.push(client.chime.channel(id()).members.subscribe(() => {}))],
    [6, () => client.flushLate()],
    [
      1,
      () => {
        client.cut()
        isCut = true
        for (let i = 0; i < 700; i++) server.send(random.pick(ids), random.pick(others), 'while away')
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

  return {
    sentByMe,
    typed,
    /** One of these things happens. */
    step(): void {
      i++
      let at = random.below(total)
      const chosen = steps.find(([weight]) => {
        at -= weight
        return at < 0
      })
      chosen?.[1]()
    },
  }
}
