import { readFile } from 'node:fs/promises'
import { flatAvif } from '@chime/testing/pictures'
import { childrenOf, peakMemoryOf } from '@chime/testing/process/look'
import sharp from 'sharp'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inspecting, type Limits } from '../inspecting.ts'

// What a picture may cost, as Linux tells it about the processes in which pictures are decoded.

const soon = { timeout: 60_000, interval: 10 }
const mib = 1024 * 1024
const plain = (type: string) => ({ type, width: null, height: null, preview: null, forms: [] })
/** The limit for pixels is off: the picture is decoded, whatever it takes. */
const unmeasured = { pixelBytes: Number.MAX_SAFE_INTEGER, pixels: Number.MAX_SAFE_INTEGER }

const opened: ReturnType<typeof inspecting>[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.files.close()
  expect(await childrenOf(process.pid)).toEqual([])
})

function open(limits: Limits = {}) {
  const one = inspecting(limits)
  opened.push(one)
  return one
}

const small = () =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#4a7' } })
    .png()
    .toBuffer()

/** Once it has decoded something, the process itself is there and no shell any more. */
async function onlyProcess(): Promise<number> {
  const [pid, ...others] = await childrenOf(process.pid)
  expect(others).toEqual([])
  return pid ?? 0
}

const proc = (pid: number, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8')

describe('a picture is decoded in a process', { timeout: 240_000 }, () => {
  it('to which Linux gives no more memory than its limit, and which is killed before all others', async () => {
    vi.stubEnv('A_SECRET', 'of the node')
    const { inspect, files } = open()
    expect(files.stats().pictureProcesses).toBe(0)
    expect(await inspect(await small())).toMatchObject({ width: 40, height: 30 })
    const pid = await onlyProcess()
    const limit = /^Max data size\s+(\d+)\s+(\d+)\s+bytes/m.exec(await proc(pid, 'limits'))
    // Besides, V8 reserves up to 512 MB and does not use it.
    for (const bytes of [limit?.[1], limit?.[2]]) expect(Number(bytes)).toBeLessThanOrEqual((640 + 512) * mib)
    expect((await proc(pid, 'oom_score_adj')).trim()).toBe('1000')
    expect(await proc(pid, 'environ')).not.toContain('A_SECRET')
    vi.unstubAllEnvs()
  })

  it('that does not begin to decode an AVIF of 1.4 KB that would take 1.2 GB', async () => {
    // Nothing but its number of pixels keeps it from being decoded.
    const { inspect, files } = open({ memoryBytes: 4_096 * mib })
    const bomb = await flatAvif(8_000)
    expect(bomb.byteLength).toBeLessThan(2_000)
    expect(await inspect(bomb)).toMatchObject({ ...plain('image/avif'), bytes: bomb })
    expect(await peakMemoryOf(await onlyProcess())).toBeLessThan(150)
    expect(files.stats()).toMatchObject({ withoutPreview: 1, pictureProcessesKilled: 0 })
  })

  it('that decodes an AVIF of 23 million pixels within its limit', async () => {
    const { inspect } = open()
    const { width, forms } = await inspect(await flatAvif(4_800))
    expect([width, forms.length]).toEqual([4_800, 2])
    const peak = (await peakMemoryOf(await onlyProcess())) ?? 0
    expect(peak).toBeGreaterThan(300)
    expect(peak).toBeLessThan(640)
  })

  it('that does not get the memory which a picture takes after all', async () => {
    const { inspect, files } = open({ ...unmeasured, memoryBytes: 300 * mib })
    expect(await inspect(await flatAvif(4_800))).toMatchObject(plain('image/avif'))
    // The kernel refused it, so the process is still there: it is not what ended it.
    expect(await peakMemoryOf(await onlyProcess())).toBeLessThan(300)
    expect(files.stats().pictureProcessesKilled).toBe(0)
    expect(await inspect(await small())).toMatchObject({ width: 40 })
  })

  it('that ends itself where the kernel does not limit it', async () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin')
    const { inspect, files } = open({ ...unmeasured, memoryBytes: 300 * mib })
    expect(await inspect(await flatAvif(4_800))).toMatchObject(plain('image/avif'))
    expect(files.stats()).toMatchObject({ withoutPreview: 1, pictureProcessesKilled: 1 })
    vi.restoreAllMocks()
    expect(await inspect(await small())).toMatchObject({ width: 40 })
  })

  it.each([
    ['CPU time', { cpuMs: 50 }],
    ['time', { wallMs: 50 }],
  ])('that is ended when a picture takes too much %s', async (_what, limits) => {
    const { inspect, files, square } = open(limits)
    expect(await inspect(await flatAvif(4_800))).toMatchObject(plain('image/avif'))
    await expect(square(await flatAvif(4_800), 64)).rejects.toMatchObject({ name: 'UnreadableImage' })
    expect(files.stats().pictureProcessesKilled).toBe(2)
  })

  it('and is a plain file when that process crashes; the next picture is shown again', async () => {
    const { inspect, files } = open()
    const inspected = inspect(await flatAvif(4_800))
    await vi.waitFor(async () => expect(await childrenOf(process.pid)).toHaveLength(1), soon)
    process.kill(await onlyProcess(), 'SIGSEGV')
    expect(await inspected).toMatchObject(plain('image/avif'))
    expect(await inspect(await small())).toMatchObject({ width: 40 })
    expect(files.stats()).toMatchObject({ inspected: 2, withoutPreview: 1, pictureProcessesKilled: 1 })
  })

  it('that ends when there were no pictures for a while, and when it is told to', async () => {
    const { inspect, files } = open({ idleMs: 100 })
    await inspect(await small())
    await vi.waitFor(async () => expect(await childrenOf(process.pid)).toEqual([]), soon)
    expect(files.stats()).toMatchObject({ pictureProcesses: 0, pictureProcessesKilled: 0 })
    await inspect(await small())
  })

  it('that ends with the node; the picture is left for another node', async () => {
    const { inspect, files } = open()
    const inspected = inspect(await flatAvif(4_800))
    await vi.waitFor(async () => expect(await childrenOf(process.pid)).toHaveLength(1), soon)
    const refused = expect(inspected).rejects.toMatchObject({ name: 'StoreError', reason: 'away' })
    await files.close()
    await refused
    expect(await childrenOf(process.pid)).toEqual([])
    await expect(inspect(await small())).rejects.toMatchObject({ name: 'StoreError' })
  })
})

describe('people take turns', { timeout: 240_000 }, () => {
  it('so that a text and a small picture are looked at before most of what somebody else sent first', async () => {
    const { inspect, files } = open()
    const bomb = await flatAvif(4_800)
    const done: string[] = []
    const of = (person: string, bytes: Buffer, name = person) =>
      inspect(bytes, person).then((inspected) => {
        done.push(name)
        return inspected
      })
    const heavy = Array.from({ length: 4 }, () => of('ann', bomb))
    await vi.waitFor(() => expect(files.stats().picturesWaiting).toBe(3), soon)
    const light = [of('ben', Buffer.from('words'), 'text'), of('ben', await small(), 'picture')]
    const [text, picture] = await Promise.all(light)
    expect([text?.type, picture?.width]).toEqual(['text/plain', 40])
    expect(done[0]).toBe('text')
    // Her first picture may be done by then, as both processes start at the same time.
    expect(done.filter((name) => name === 'ann').length).toBeLessThanOrEqual(2)
    for (const one of await Promise.all(heavy)) expect(one.width).toBe(4_800)
  })

  it('and a text waits for no picture at all, when every process decodes one', async () => {
    const { inspect, files } = open()
    const bomb = await flatAvif(4_800)
    const done: string[] = []
    const heavy = ['ann', 'cem', 'dan'].map((person) => inspect(bomb, person).then(() => done.push(person)))
    await vi.waitFor(() => expect(files.stats()).toMatchObject({ pictureProcesses: 2, picturesWaiting: 1 }), soon)
    expect(await inspect(Buffer.from('words'), 'ben')).toMatchObject({ type: 'text/plain' })
    expect(done).toEqual([])
    await Promise.all(heavy)
  })

  it('and what is too much is a plain file at once, of whoever sent too much', async () => {
    const { inspect, files } = open()
    const one = await small()
    const all = await Promise.all(Array.from({ length: 120 }, () => inspect(one, 'ann')))
    const shown = all.filter(({ width }) => width !== null)
    expect(shown.length).toBeGreaterThanOrEqual(100)
    expect(shown.length).toBeLessThan(120)
    expect(files.stats()).toMatchObject({ picturesRefused: 120 - shown.length, picturesWaiting: 0, plainWaiting: 0 })
    for (const { bytes, type } of all) expect([type, bytes.equals(one)]).toEqual(['image/png', true])
  })
})
