import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../random.ts'
import type { Casting, Part, Stage } from './cast.ts'
import type { Follower } from './follower.ts'
import { mutateOverHttp } from './over-http.ts'

const words = 'the of a quick delivery message channel number node lost found again order gap repair hint truth'.split(
  ' ',
)
const emoji = ['👍', '🎉', '❤️']

/** What one client does by chance, one thing after the other, while it plays. */
export class Player {
  readonly #part: Part
  readonly #casting: Casting
  readonly #follower: () => Follower | null
  readonly #random: Random
  /** Where this one has ever been let in. */
  readonly #stages: Stage[]
  #said = 0

  constructor(part: Part, casting: Casting, follower: () => Follower | null, random: Random) {
    this.#part = part
    this.#casting = casting
    this.#follower = follower
    this.#random = random
    const here = (stage: Stage) =>
      (stage.use === 'stable' || stage.use === 'churn') && stage.memberIds.includes(part.userId)
    this.#stages = casting.stages.filter(here)
  }

  /** @param meanMs between two acts, on average */
  async play(meanMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(-Math.log(1 - this.#random.next()) * meanMs, undefined, { signal }).catch(() => {})
      const follower = this.#follower()
      if (!signal.aborted && follower) await this.#act(follower)
    }
  }

  async #act(follower: Follower): Promise<unknown> {
    const random = this.#random
    const stage = random.pick(this.#stages)
    const chance = random.next()
    if (chance < 0.6) return follower.send(stage.id, this.#text())
    if (chance < 0.64) return this.#burst(follower, stage)
    if (chance < 0.66) return this.retryTen(follower, stage.id)
    if (chance < 0.76) return this.#change(follower, stage)
    if (chance < 0.86)
      return follower.markRead(stage.id, Math.max(1, follower.newest(stage.id) - random.pick([0, 0, 0, 2])))
    if (chance < 0.88) return follower.markUnread(stage.id, Math.max(1, follower.newest(stage.id) - 3))
    if (chance < 0.93) return this.#comeAndGo(follower)
    if (chance < 0.94) return this.#rename(follower)
    if (chance < 0.96) return follower.wire.drop()
    if (chance < 0.97) return follower.mutate('users.update', { statusText: this.#text() })
    return this.#has('channels.typing') && follower.mutate('channels.typing', { channelId: stage.id })
  }

  #text(): string {
    const length = 1 + Math.floor(this.#random.next() * 12)
    const rest = Array.from({ length }, () => this.#random.pick(words)).join(' ')
    return `${this.#part.client} ${++this.#said} ${rest}`
  }

  /** Several frames at once on one socket: they are numbered in their order. */
  async #burst(follower: Follower, { id }: Stage): Promise<void> {
    const count = 5 + Math.floor(this.#random.next() * 15)
    await Promise.all(Array.from({ length: count }, () => follower.send(id, this.#text())))
  }

  /** One message, sent ten times on all nodes at once: it is one. */
  async retryTen(follower: Follower, channelId: string): Promise<void> {
    const { ports } = this.#casting
    const input = { channelId, clientId: randomUUID(), content: `${this.#text()} (ten times)` }
    const send = (_: unknown, i: number) =>
      mutateOverHttp(follower.recorder, {
        port: ports[i % ports.length] ?? 0,
        token: this.#part.token,
        procedure: 'messages.send',
        input,
      })
    await Promise.all(Array.from({ length: 10 }, send))
  }

  async #change(follower: Follower, { id: channelId }: Stage): Promise<void> {
    const random = this.#random
    const own = follower.own(channelId)
    const newest = follower.newest(channelId)
    const number = own.length > 0 ? random.pick(own.slice(-30)) : null
    const at = Math.max(1, newest - Math.floor(random.next() * 20))
    const changes: [string, object | null][] = [
      ['messages.edit', number === null ? null : { channelId, number, content: this.#text() }],
      ['messages.delete', number !== null && random.next() < 0.5 ? { channelId, number } : null],
      ['messages.react', newest > 0 ? { channelId, number: at, emoji: random.pick(emoji) } : null],
      ['messages.unreact', newest > 0 ? { channelId, number: at, emoji: random.pick(emoji) } : null],
      ['messages.pin', newest > 0 ? { channelId, number: at } : null],
    ]
    const possible = changes.filter(([procedure, input]) => input && this.#has(procedure))
    if (possible.length === 0) return
    const [procedure, input] = random.pick(possible)
    await follower.mutate(procedure, input)
  }

  /** People leave, join, are added and removed, by whoever may. */
  async #comeAndGo(follower: Follower): Promise<void> {
    const random = this.#random
    const stage = random.pick(this.#casting.stages.filter(({ use }) => use === 'churn'))
    const channelId = stage.id
    if (stage.kind === 'public') {
      await follower.mutate(random.next() < 0.5 ? 'channels.leave' : 'channels.join', { channelId })
      return
    }
    const others = stage.memberIds.filter((userId) => userId !== stage.ownerId)
    if (this.#part.userId !== stage.ownerId) return
    const userId = random.pick(others)
    if (random.next() < 0.5) await follower.mutate('members.remove', { channelId, userId })
    else await follower.mutate('members.add', { channelId, userIds: [userId] })
  }

  async #rename(follower: Follower): Promise<void> {
    const mine = this.#casting.stages.filter(({ ownerId, kind }) => ownerId === this.#part.userId && kind !== 'direct')
    if (mine.length === 0) return
    const { id: channelId } = this.#random.pick(mine)
    await follower.mutate('channels.update', { channelId, name: `Room ${Math.floor(this.#random.next() * 1e6)}` })
  }

  #has(procedure: string): boolean {
    return this.#casting.procedures.includes(procedure)
  }
}
