import { failureOf } from '../failure.ts'
import { Derived } from '../readable.ts'
import type { Calls } from '../server.ts'
import { persist } from '../sync/persist.ts'
import type { World } from '../sync/world.ts'

export type OwnListWorld = Pick<World, 'turn' | 'calls' | 'link' | 'log'>

type Kind<Row> = {
  load(calls: Calls): Promise<readonly Row[]>
  key(row: Row): string
  /** A row that says only that it is no more. */
  isGone(row: Row): boolean
}

/** After the server failed again and again. */
const againMs = 15_000

/**
 * Rows that are mine alone. Asked for once somebody wants them; from then on what my own stream says of them is applied. A row
 * that comes while the list is under way is applied to it again: it may be newer than the list, and where it is older, what
 * overtook it is still to come.
 */
export class OwnList<Row> {
  readonly #world: OwnListWorld
  readonly #kind: Kind<Row>
  readonly #changed: () => void
  #rows: ReadonlyMap<string, Row> | null = null
  #isStale = false
  #wanted = 0
  #isWorking = false
  /** What came while the list was under way. */
  #since: Row[] = []
  /** How often something was said of it. */
  #said = 0
  #era = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param changed called when `rows` is another map */
  constructor(world: OwnListWorld, kind: Kind<Row>, changed: () => void) {
    this.#world = world
    this.#kind = kind
    this.#changed = changed
  }

  /** Null: not asked for, or not answered yet. */
  get rows(): ReadonlyMap<string, Row> | null {
    return this.#rows
  }

  get isWanted(): boolean {
    return this.#wanted > 0
  }

  /** Loads the list, and loads it anew when it has to be, until what it returns is called. */
  want(): () => void {
    this.#wanted++
    this.settle()
    let isWanted = true
    return () => {
      if (isWanted) this.#wanted--
      isWanted = false
    }
  }

  /** A readable of this list, which is wanted while somebody subscribes. */
  readable<T>(compute: (rows: readonly Row[]) => T): Derived<T> {
    const { turn } = this.#world
    return new Derived(
      turn,
      () => compute([...(this.#rows?.values() ?? [])]),
      () => this.want(),
    )
  }

  /**
   * Makes a call that changes a row, and takes the row that it leads to. Not when something was said meanwhile: that may be
   * newer than the answer, and says it all.
   */
  async change<T>(call: (calls: Calls) => Promise<T>, row: (answer: T) => Row): Promise<T> {
    const { link, calls, turn } = this.#world
    const said = this.#said
    const answer = await persist(link, () => call(calls))
    if (said === this.#said) turn.run(() => this.take(row(answer)))
    return answer
  }

  /** The newest word on one row. */
  take(row: Row): void {
    this.#said++
    if (this.#isWorking) this.#since.push(row)
    if (this.#rows) this.#apply([row])
  }

  /** Something was missed that nobody will tell. What is shown stays until it is read anew. */
  stale(): void {
    this.#isStale = this.#rows !== null
    if (this.#isWorking) this.#era++
    this.settle()
  }

  /** It is somebody else's. */
  forget(): void {
    this.#era++
    this.#isStale = false
    this.#rows = null
    this.#changed()
    this.settle()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  /** Loads what is wanted and not here. */
  settle(): void {
    if (this.#wanted > 0 && (!this.#rows || this.#isStale) && !this.#isWorking) void this.#load()
  }

  async #load(): Promise<void> {
    const { link, calls, turn, log } = this.#world
    const era = this.#era
    this.#isWorking = true
    this.#since = []
    clearTimeout(this.#timer)
    try {
      const listed = await persist(
        link,
        () => this.#kind.load(calls),
        () => era === this.#era,
      )
      if (listed && era === this.#era) turn.run(() => this.#land(listed))
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'session') return
      log.info({ failure }, 'Chime: a list of mine could not be read')
      this.#timer = setTimeout(() => this.settle(), againMs)
      return
    } finally {
      this.#isWorking = false
    }
    this.settle()
  }

  #land(listed: readonly Row[]): void {
    this.#said++
    this.#isStale = false
    this.#rows = new Map(listed.map((row) => [this.#kind.key(row), row]))
    this.#apply(this.#since)
  }

  #apply(rows: readonly Row[]): void {
    const next = new Map(this.#rows)
    for (const row of rows) {
      const key = this.#kind.key(row)
      if (this.#kind.isGone(row)) next.delete(key)
      else next.set(key, row)
    }
    this.#rows = next
    this.#changed()
  }
}
