// A process with all clients of an implementation.

import { answer } from './child-program.ts'
import { openClient } from './client.ts'
import type { ProtocolName } from './client-protocols.ts'
import type { CountingSocket } from './counting-socket.ts'

const retryMs = 50
const arriveWithinMs = 120_000
const liveWithinMs = 60_000

export type LoadMethods = {
  /** Connects one client for each token, spread over the nodes. Resolves when all of them are live. */
  connect(options: { protocol: ProtocolName; urls: string[]; tokens: string[]; atOnce: number }): Promise<void>
  /** Resolves when every client has all events up to this one. Rejects if that takes too long. */
  arrived(upTo: number): Promise<{ deliveries: number }>
  /** Cuts all connections at once, and reconnects at once. Resolves when all clients are live. */
  storm(): Promise<{ liveMs: number[]; retries: number }>
}

type Person = { url: URL; token: string; socket: CountingSocket | null; isLive: boolean }

let people: Person[] = []
let protocol: ProtocolName = 'raw'
let deliveries = 0
let retries = 0
let target = Number.POSITIVE_INFINITY
let reached = 0
let allReached = Promise.withResolvers<void>()

/** The sequence number of the last event that this client has. */
const last = (person: Person) => person.socket?.reader.last ?? 0

/** Connects, again and again if necessary, until the stream is live. */
async function bringLive(person: Person): Promise<void> {
  const ended = Promise.withResolvers<'ended'>()
  const { socket, live } = openClient(protocol, person.url, person.token, {
    event(sequence) {
      deliveries += 1
      if (sequence === target && ++reached === people.length) allReached.resolve()
    },
    end(why) {
      if (person.isLive) throw new Error(`a client lost its connection: ${why}`)
      ended.resolve('ended')
    },
  })
  socket.reader.last = last(person)
  person.socket = socket
  if ((await Promise.race([live, ended.promise])) !== 'ended') {
    person.isLive = true
    return
  }
  retries += 1
  await new Promise((resolve) => setTimeout(resolve, retryMs))
  return bringLive(person)
}

const methods: LoadMethods = {
  async connect({ protocol: spoken, urls, tokens, atOnce }) {
    protocol = spoken
    const nodes = urls.map((url) => new URL(url))
    const fresh = tokens.map((token, i): Person => {
      const url = nodes[i % nodes.length]
      if (url === undefined) throw new Error('no node')
      return { url, token, socket: null, isLive: false }
    })
    const waiting = fresh.values()
    const takeTurns = async () => {
      for (const person of waiting) await bringLive(person)
    }
    await Promise.all(Array.from({ length: atOnce }, takeTurns))
    people = [...people, ...fresh]
  },
  async arrived(upTo) {
    allReached = Promise.withResolvers()
    target = upTo
    reached = people.filter((person) => last(person) === upTo).length
    if (reached === people.length) allReached.resolve()
    const late = setTimeout(() => {
      const missing = people.reduce((sum, person) => sum + upTo - last(person), 0)
      allReached.reject(new Error(`${missing} deliveries did not arrive, of ${upTo} to ${people.length} clients`))
    }, arriveWithinMs)
    await allReached.promise
    clearTimeout(late)
    const counted = deliveries
    deliveries = 0
    return { deliveries: counted }
  },
  async storm() {
    retries = 0
    for (const person of people) {
      person.isLive = false
      person.socket?.cut()
    }
    const began = performance.now()
    const liveMs = people.map(async (person) => {
      await bringLive(person)
      return performance.now() - began
    })
    const late = setTimeout(() => {
      const dead = people.filter(({ isLive }) => !isLive).length
      throw new Error(`${dead} of ${people.length} clients did not come back, with ${retries} retries`)
    }, liveWithinMs)
    const value = { liveMs: await Promise.all(liveMs), retries }
    clearTimeout(late)
    return value
  },
}

answer(methods)
