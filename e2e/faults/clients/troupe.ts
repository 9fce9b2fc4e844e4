import { setTimeout as sleep } from 'node:timers/promises'
import type * as Client from '@chime/client'
import { Random } from '../random.ts'
import type { HistoryWriter } from '../writer.ts'
import type { Casting, Part } from './cast.ts'
import { chimeFollower } from './chime.ts'
import type { Follower } from './follower.ts'
import { mutateOverHttp } from './over-http.ts'
import { Player } from './player.ts'
import { Recorder } from './recorder.ts'
import { wireOf } from './socket.ts'
import { stockFollower } from './stock.ts'

const startWithinMs = 60_000
const guestStaysMs = 8_000
/** After the session has ended the guest goes on listening: nothing may come. */
const guestListensMs = 5_000
const logoutTries = 40

/** Those of the cast that one worker plays. */
export class Troupe {
  readonly casting: Casting
  readonly #client: Pick<typeof Client, 'createChime'>
  readonly #writer: HistoryWriter
  readonly #random: Random
  readonly #followers = new Map<string, Follower>()
  readonly #acting = new Set<Promise<unknown>>()
  readonly #away = new Set<string>()
  /** Those who have come and know everything. */
  readonly #in = new WeakSet<Follower>()
  readonly #parts: Part[]
  readonly players: Player[]
  #guests: Part[]
  #stop = new AbortController()

  constructor(
    casting: Casting,
    parts: Part[],
    client: Pick<typeof Client, 'createChime'>,
    writer: HistoryWriter,
    seed: number,
  ) {
    this.casting = casting
    this.#client = client
    this.#writer = writer
    this.#random = new Random(seed)
    this.#guests = parts.filter(({ role }) => role === 'guest')
    this.#parts = parts.filter(({ role }) => role !== 'guest')
    this.players = this.#parts
      .filter(({ role }) => role === 'player')
      .map((part) => new Player(part, casting, () => this.find(part.client), this.#random.fork()))
  }

  find(client: string): Follower | null {
    return this.#followers.get(client) ?? null
  }

  /** Those who are there, of these roles. */
  present(...roles: Part['role'][]): { part: Part; follower: Follower }[] {
    return this.#parts.flatMap((part) => {
      const follower = this.#followers.get(part.client)
      return follower && this.#in.has(follower) && roles.includes(part.role) ? [{ part, follower }] : []
    })
  }

  async start(): Promise<void> {
    await Promise.all(this.#parts.map((part) => this.#enter(part)))
  }

  /** @param meanMs between two acts of one client */
  play(meanMs: number, guestEveryMs: number, awayMs: number): void {
    this.#stop = new AbortController()
    const { signal } = this.#stop
    for (const player of this.players) this.run(player.play(meanMs, signal))
    this.run(this.#letGuestsIn(guestEveryMs, signal))
    for (const part of this.#parts.filter(({ comesAndGoes }) => comesAndGoes)) this.#goAway(part, awayMs)
  }

  /** Something that `rest` has to wait for. */
  run(work: Promise<unknown>): void {
    const kept = work
      .catch((error: unknown) => console.error('faults worker:', error))
      .finally(() => this.#acting.delete(kept))
    this.#acting.add(kept)
  }

  /** Nobody begins anything more. Resolves when all that was begun is done. */
  async rest(): Promise<void> {
    this.#stop.abort()
    while (this.#acting.size > 0) await Promise.race(this.#acting)
  }

  /** Whether anybody who is there is still fetching something. */
  isBusy(): boolean {
    return [...this.#followers.values()].some((follower) => follower.isBusy())
  }

  /** One that has just come, of the same session. Nothing of it is written down. */
  async fresh(part: Part): Promise<Follower> {
    const follower = this.#make(part, null)
    await within(startWithinMs, follower.start(), `${part.client} (fresh)`)
    const deadline = performance.now() + startWithinMs
    while (follower.isBusy() && performance.now() < deadline) await sleep(20)
    return follower
  }

  async everybodyGoes(): Promise<void> {
    await this.rest()
    await Promise.all([...this.#followers.values()].map((follower) => follower.close()))
    this.#followers.clear()
  }

  async #enter(part: Part): Promise<void> {
    const follower = this.#make(part, this.#writer)
    this.#followers.set(part.client, follower)
    const entered = follower.start().then(() => void this.#in.add(follower))
    await within(startWithinMs, entered, part.client)
  }

  #make(part: Part, writer: HistoryWriter | null): Follower {
    const { ports } = this.casting
    const probes = this.#parts.filter(({ role }) => role === 'probe')
    const fixed = part.role === 'probe'
    const first = fixed ? probes.indexOf(part) : this.casting.parts.indexOf(part)
    const wire = wireOf(part.client, writer, { ports, first, fixed })
    const { client, userId, sessionId, kind } = part
    const recorder = new Recorder({ client, userId, sessionId, kind }, writer)
    return kind === 'chime'
      ? chimeFollower(this.#client, part, this.casting, recorder, wire)
      : stockFollower(part, this.casting, recorder, wire)
  }

  /** Comes back by itself, perhaps only in the next round. */
  #goAway(part: Part, awayMs: number): void {
    if (this.#away.has(part.client)) return
    this.#away.add(part.client)
    void (async () => {
      await sleep(this.#random.between(2_000, 6_000))
      const follower = this.#followers.get(part.client)
      this.#followers.delete(part.client)
      await follower?.close()
      await sleep(awayMs * this.#random.between(1, 1.4))
      await this.#enter(part)
    })()
      .catch((error: unknown) => console.error('faults worker:', error))
      .finally(() => this.#away.delete(part.client))
  }

  async #letGuestsIn(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(everyMs * this.#random.between(0.5, 1.5), undefined, { signal }).catch(() => {})
      const guest = signal.aborted ? undefined : this.#guests.shift()
      if (guest) this.run(this.#visit(guest))
    }
  }

  async #visit(part: Part): Promise<void> {
    const follower = this.#make(part, this.#writer)
    // Faults may keep it from ever getting in; its session ends all the same.
    const entered = follower.start()
    await Promise.race([entered, sleep(guestStaysMs)])
    await new Player(part, this.casting, () => follower, this.#random.fork()).play(
      700,
      AbortSignal.timeout(guestStaysMs / 2),
    )
    const other = this.present('player').find((one) => one.part.userId === part.userId)
    const byOther = other !== undefined && this.#random.next() < 0.4
    for (let attempt = 0; attempt < logoutTries; attempt++) {
      const port = this.#random.pick(this.casting.ports)
      const { outcome } = byOther
        ? await mutateOverHttp(other.follower.recorder, {
            port,
            token: other.part.token,
            procedure: 'auth.revokeSession',
            input: { id: part.sessionId },
          })
        : await mutateOverHttp(follower.recorder, {
            port,
            token: part.token,
            procedure: 'auth.logout',
            input: undefined,
          })
      if (outcome !== 'unknown') break
      await sleep(500)
    }
    await sleep(guestListensMs)
    await follower.close()
  }
}

async function within<T>(ms: number, work: Promise<T>, who: string): Promise<T> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`${who} did not get in within ${ms} ms`)), ms).unref(),
  )
  return Promise.race([work, late])
}
