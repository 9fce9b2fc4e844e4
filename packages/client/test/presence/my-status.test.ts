import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { IdleClock } from '../../src/presence/idle.ts'
import { MyStatus } from '../../src/presence/my-status.ts'
import { type Person, person } from '../person.ts'

describe('a device is idle', () => {
  let changes: boolean[]
  let clock: IdleClock
  beforeEach(() => {
    vi.useFakeTimers()
    changes = []
    clock = new IdleClock((isIdle) => changes.push(isIdle), { inputMs: 300, hiddenMs: 60 })
  })
  afterEach(() => {
    clock.stop()
    vi.useRealTimers()
  })

  test('without input for a while, and is in use again with the next', () => {
    for (let i = 0; i < 10; i += 1) {
      vi.advanceTimersByTime(200)
      clock.used()
    }
    expect(changes).toEqual([])
    vi.advanceTimersByTime(299)
    expect(changes).toEqual([])
    vi.advanceTimersByTime(1)
    expect(changes).toEqual([true])
    vi.advanceTimersByTime(1_000)
    clock.used()
    clock.used()
    expect(changes).toEqual([true, false])
    vi.advanceTimersByTime(300)
    expect(changes).toEqual([true, false, true])
  })

  test('out of sight for a shorter while, and is in use again in sight', () => {
    clock.shown(false)
    vi.advanceTimersByTime(59)
    clock.shown(true)
    vi.advanceTimersByTime(200)
    expect(changes).toEqual([])
    clock.shown(false)
    clock.shown(false)
    vi.advanceTimersByTime(60)
    expect(changes).toEqual([true])
    clock.shown(true)
    expect(changes).toEqual([true, false])
    vi.advanceTimersByTime(299)
    expect(changes).toEqual([true, false])
  })

  test('no more once it is stopped', () => {
    clock.stop()
    vi.advanceTimersByTime(1_000)
    expect(changes).toEqual([])
  })
})

describe('what others see', { timeout: 60_000 }, () => {
  const soon = { timeout: 20_000, interval: 20 }
  let server: ChimeServer
  let ada: Person
  let bob: Person
  beforeAll(async () => {
    server = await startChimeServer()
    ada = await person(server.url, 'ada')
    bob = await person(server.url, 'bob')
  }, 60_000)
  afterAll(async () => {
    ada.close()
    bob.close()
    await server.close()
  })

  /** Another device of Ada's. The test decides whether it is in use. */
  async function device() {
    let idle = (_: boolean) => {}
    const chime = await ada.online()
    const status = new MyStatus(chime, (onChange) => {
      idle = onChange
      return () => {}
    })
    const stop = status.start()
    return { chime, status, stop, setIdle: (isIdle: boolean) => idle(isIdle) }
  }

  test('is away when I use none of my devices, over a restart of the server too, and busy whatever I use', async () => {
    const b = await bob.online()
    const a = await ada.online()
    await a.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: [bob.user.id] })
    a.close()
    const seen: (string | undefined)[] = []
    const presence = b.presence(ada.user.id)
    presence.subscribe(() => {
      const status = presence.get()?.status
      if (seen.at(-1) !== status) seen.push(status)
    })
    const shows = (status: string) => vi.waitFor(() => expect(presence.get()?.status).toBe(status), soon)

    const [desk, phone] = [await device(), await device()]
    await shows('online')
    desk.setIdle(true)
    phone.setIdle(true)
    await shows('away')
    await server.stop()
    await server.startAgain()
    await vi.waitFor(() => expect(desk.chime.connection.get().status).toBe('online'), soon)
    await shows('away')
    phone.setIdle(false)
    await shows('online')
    await desk.status.choose('busy')
    await shows('busy')
    phone.setIdle(true)
    desk.setIdle(false)
    phone.setIdle(false)
    expect((await phone.chime.trpc.presence.get.query({ userIds: [ada.user.id] }))[0]?.status).toBe('busy')
    await phone.status.choose('online')
    await shows('online')

    // A status chosen by hand stays, even though the device is in use.
    phone.setIdle(true)
    await desk.status.choose('away')
    await shows('away')
    const before = seen.length
    desk.setIdle(true)
    desk.setIdle(false)
    await phone.status.choose('busy')
    await shows('busy')
    expect(seen.slice(before)).toEqual(['busy'])
    for (const { stop } of [desk, phone]) stop()
  })
})
