import type { Client, SimulatedChannel, SimulatedHistory } from './simulated-history.ts'

type Marker = { number: number; version: number }

/** The read markers of a simulation. */
export class SimulatedMarkers {
  readonly #history: SimulatedHistory
  readonly #markers = new Map<string, Marker>()

  constructor(history: SimulatedHistory) {
    this.#history = history
  }

  mark(client: Client, channel: SimulatedChannel, what: 'read' | 'unread', number: number): void {
    if (!client.isUp || !channel.members.has(client.userId) || number < 1) return
    const key = `${client.userId} ${channel.id}`
    const marker = this.#markers.get(key) ?? { number: 0, version: 0 }
    const id = this.#history.call(client, what === 'read' ? 'channels.markRead' : 'channels.markUnread', channel.id, {
      channelId: channel.id,
      number,
    })
    this.#history.pass(5)
    const target = what === 'read' ? Math.max(marker.number, number) : number - 1
    const moved = what === 'unread' || target > marker.number ? { number: target, version: marker.version + 1 } : marker
    this.#markers.set(key, moved)
    this.#history.pass(5)
    this.#history.write({
      type: 'outcome',
      id,
      outcome: 'ok',
      reason: null,
      answer: { readNumber: moved.number, readVersion: moved.version },
    })
    for (const other of this.#history.clients.filter((one) => one.userId === client.userId && one.isUp)) {
      this.#history.pass(3)
      this.#history.write({
        type: 'marker',
        client: other.name,
        channelId: channel.id,
        readNumber: moved.number,
        readVersion: moved.version,
        unread: 0,
      })
    }
  }
}
