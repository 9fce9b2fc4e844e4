import { type Chime, createChime } from '@chime/client'
import { WebSocket } from 'ws'
import { clientMessageView, summaryView, type View } from './view.ts'

/** One of Chime's clients that shows every channel and thread of its user. */
export type Observer = { chime: Chime; view(): View | null; close(): void }

const byId = <T extends { id: string }>(list: T[]) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))

export async function observer(url: string, token: string): Promise<Observer> {
  const chime = createChime({ url, token, storage: null, WebSocket })
  chime.connect()
  await chime.ready()
  const open = new Map<string, () => void>()
  const joined = () => [...chime.channels.get(), ...chime.threads.get()].filter(({ membership }) => membership !== null)

  /** Opens channels that are new, and closes those that the user has left. */
  function look(): void {
    const ids = new Set(joined().map(({ id }) => id))
    for (const [id, close] of open) {
      if (ids.has(id)) continue
      close()
      open.delete(id)
    }
    for (const id of ids) {
      if (open.has(id)) continue
      const channel = chime.channel(id)
      const ends = [channel.open(), channel.members.subscribe(() => {}), channel.draft.subscribe(() => {})]
      open.set(id, () => {
        for (const end of ends) end()
      })
    }
  }
  const ends = [
    chime.channels.subscribe(look),
    chime.threads.subscribe(look),
    chime.drafts.subscribe(() => {}),
    chime.blocked.subscribe(() => {}),
  ]
  look()

  function view(): View | null {
    const ids = joined().map(({ id }) => id)
    const timelines: View['timelines'] = []
    const members: View['members'] = []
    for (const id of ids) {
      const channel = chime.channel(id)
      const timeline = channel.timeline.get()
      const people = channel.members.get()
      if (timeline.status !== 'ready' || !people.complete) return null
      if (timeline.hasBefore) void channel.loadBefore()
      if (timeline.hasBefore || timeline.hasAfter) return null
      timelines.push({
        id,
        messages: timeline.items.flatMap((item) => (item.state === 'sent' ? [clientMessageView(item.message)] : [])),
      })
      members.push({
        id,
        members: people.members
          .map(({ userId, role }) => ({ userId, role }))
          .toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
      })
    }
    return {
      channels: byId(chime.channels.get().map(summaryView)),
      threads: byId(chime.threads.get().map(summaryView)),
      timelines: byId(timelines),
      members: byId(members),
      drafts: byId(chime.drafts.get().map(({ channelId, content }) => ({ id: channelId, content }))),
      blocked: [...chime.blocked.get()].toSorted(),
    }
  }

  return {
    chime,
    view,
    close() {
      for (const end of [...ends, ...open.values()]) end()
      chime.close()
    },
  }
}
