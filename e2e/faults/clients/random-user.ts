import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '@chime/testing/random'
import type { ChannelSpec, ClientSpec, Fixture } from './fixture.ts'
import { mutateOverHttp } from './over-http.ts'
import type { RecordedClient } from './recorded-client.ts'

const words = 'the of a quick delivery message channel number node lost found again order gap repair hint truth'.split(
  ' ',
)
const emoji = ['👍', '🎉', '❤️']

/** Makes one client do random things, one after the other. */
export class RandomUser {
  readonly #spec: ClientSpec
  readonly #fixture: Fixture
  readonly #client: () => RecordedClient | null
  readonly #random: Random
  /** The channels that it has been a member of from the start. */
  readonly #channels: ChannelSpec[]
  #said = 0

  constructor(spec: ClientSpec, fixture: Fixture, client: () => RecordedClient | null, random: Random) {
    this.#spec = spec
    this.#fixture = fixture
    this.#client = client
    this.#random = random
    const here = (channel: ChannelSpec) =>
      (channel.use === 'stable' || channel.use === 'churn') && channel.memberIds.includes(spec.userId)
    this.#channels = fixture.channels.filter(here)
  }

  /** @param meanMs the mean time between two actions */
  async play(meanMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(-Math.log(1 - this.#random.next()) * meanMs, undefined, { signal }).catch(() => {})
      const client = this.#client()
      if (!signal.aborted && client) await this.#act(client)
    }
  }

  async #act(client: RecordedClient): Promise<unknown> {
    const random = this.#random
    const channel = random.pick(this.#channels)
    const chance = random.next()
    if (chance < 0.6) return client.send(channel.id, this.#text())
    if (chance < 0.64) return this.#burst(client, channel)
    if (chance < 0.66) return this.retryTen(client, channel.id)
    if (chance < 0.76) return this.#change(client, channel)
    if (chance < 0.86)
      return client.markRead(channel.id, Math.max(1, client.newest(channel.id) - random.pick([0, 0, 0, 2])))
    if (chance < 0.88) return client.markUnread(channel.id, Math.max(1, client.newest(channel.id) - 3))
    if (chance < 0.93) return this.#comeAndGo(client)
    if (chance < 0.94) return this.#rename(client)
    if (chance < 0.96) return client.connection.drop()
    if (chance < 0.97) return client.mutate('users.update', { statusText: this.#text() })
    return this.#has('channels.typing') && client.mutate('channels.typing', { channelId: channel.id })
  }

  #text(): string {
    const length = 1 + Math.floor(this.#random.next() * 12)
    const rest = Array.from({ length }, () => this.#random.pick(words)).join(' ')
    return `${this.#spec.client} ${++this.#said} ${rest}`
  }

  /** Several messages at once on one socket: the server must number them in the order of their frames. */
  async #burst(client: RecordedClient, { id }: ChannelSpec): Promise<void> {
    const count = 5 + Math.floor(this.#random.next() * 15)
    await Promise.all(Array.from({ length: count }, () => client.send(id, this.#text())))
  }

  /** The same message ten times at once, on all nodes: it must be stored once. */
  async retryTen(client: RecordedClient, channelId: string): Promise<void> {
    const { ports } = this.#fixture
    const input = { channelId, clientId: randomUUID(), content: `${this.#text()} (ten times)` }
    const send = (_: unknown, i: number) =>
      mutateOverHttp(client.recorder, {
        port: ports[i % ports.length] ?? 0,
        token: this.#spec.token,
        procedure: 'messages.send',
        input,
      })
    await Promise.all(Array.from({ length: 10 }, send))
  }

  async #change(client: RecordedClient, { id: channelId }: ChannelSpec): Promise<void> {
    const random = this.#random
    const own = client.own(channelId)
    const newest = client.newest(channelId)
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
    await client.mutate(procedure, input)
  }

  /** Joins or leaves a public channel, or adds or removes a member where this user is the owner. */
  async #comeAndGo(client: RecordedClient): Promise<void> {
    const random = this.#random
    const channel = random.pick(this.#fixture.channels.filter(({ use }) => use === 'churn'))
    const channelId = channel.id
    if (channel.kind === 'public') {
      await client.mutate(random.next() < 0.5 ? 'channels.leave' : 'channels.join', { channelId })
      return
    }
    const others = channel.memberIds.filter((userId) => userId !== channel.ownerId)
    if (this.#spec.userId !== channel.ownerId) return
    const userId = random.pick(others)
    if (random.next() < 0.5) await client.mutate('members.remove', { channelId, userId })
    else await client.mutate('members.add', { channelId, userIds: [userId] })
  }

  async #rename(client: RecordedClient): Promise<void> {
    const ownChannels = this.#fixture.channels.filter(
      ({ ownerId, kind }) => ownerId === this.#spec.userId && kind !== 'direct',
    )
    if (ownChannels.length === 0) return
    const { id: channelId } = this.#random.pick(ownChannels)
    await client.mutate('channels.update', { channelId, name: `Channel ${Math.floor(this.#random.next() * 1e6)}` })
  }

  #has(procedure: string): boolean {
    return this.#fixture.procedures.includes(procedure)
  }
}
