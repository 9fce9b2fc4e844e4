import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Person, person } from '@chime/testing/node'
import { flatAvif } from '@chime/testing/pictures'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { childrenOf, memoryOf, peakMemoryOf } from '@chime/testing/process/look'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { picture, upload } from './fixture.ts'

// Pictures that cost much to decode, against a node of its own, so that its memory can be measured.

const soon = { timeout: 60_000, interval: 10 }

let folder: string
let server: ChimeServer
let ann: Person
let ben: Person
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chime-bombs-'))
  server = await startChimeServer({ DATA_DIR: folder })
  ;[ann, ben] = [await person(server.url, 'ann'), await person(server.url, 'ben')]
}, 60_000)
afterAll(async () => {
  for (const one of [ann, ben]) await one.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
}

/** The most memory that the picture processes have used, since their start or until they ended. */
function watchProcesses() {
  let most = 0
  const timer = setInterval(async () => {
    for (const pid of await childrenOf(server.pid)) most = Math.max(most, (await peakMemoryOf(pid)) ?? 0)
  }, 20)
  return () => {
    clearInterval(timer)
    return most
  }
}

it('of one person cost the node nothing, their processes a bounded amount, and others no waiting', async () => {
  const before = (await memoryOf(server.pid)) ?? 0
  const stopWatching = watchProcesses()
  const heavy = await flatAvif(4_800)
  const tooHeavy = await flatAvif(8_000)
  let isDone = 0
  const bombs = [heavy, heavy, tooHeavy, heavy, heavy, tooHeavy].map(async (bytes) => {
    const uploaded = await upload(server.url, ann, bytes)
    isDone++
    return uploaded
  })
  await vi.waitFor(async () => expect(await metric('chime_pictures_waiting')).toBeGreaterThanOrEqual(3), soon)

  const [text, small] = await Promise.all([
    upload(server.url, ben, Buffer.from('words')),
    picture(40, 30)
      .png()
      .toBuffer()
      .then((bytes) => upload(server.url, ben, bytes)),
  ])
  expect([text.status, small.status]).toEqual([204, 204])
  expect(isDone).toBeLessThan(bombs.length)
  expect((await ben.trpc.attachments.get.query({ id: small.id })).attachment).toMatchObject({ width: 40, height: 30 })

  // Of none of them is anything lost.
  const widths = []
  for (const { id, status } of await Promise.all(bombs)) {
    expect(status).toBe(204)
    const { state, attachment } = await ann.trpc.attachments.get.query({ id })
    expect([state, attachment?.type]).toEqual(['ready', 'image/avif'])
    widths.push(attachment?.width)
  }
  expect(widths).toEqual([4_800, 4_800, null, 4_800, 4_800, null])
  const most = stopWatching()
  expect(most).toBeGreaterThan(300)
  expect(most).toBeLessThan(640)
  expect(((await memoryOf(server.pid)) ?? 0) - before).toBeLessThan(150)
  expect(await metric('chime_files_without_preview_total')).toBe(2)
  expect(await metric('chime_picture_processes_killed_total')).toBe(0)
  expect(await metric('chime_pictures_refused_total')).toBe(0)
}, 240_000)

it('leave no process when the node stops in the middle, and are finished by the next one', async () => {
  const bytes = await flatAvif(4_800)
  const lookedAt = await metric('chime_files_looked_at_total')
  const { id, uploadUrl } = await ann.trpc.attachments.create.mutate({ name: 'bomb', size: bytes.byteLength })
  const headers = { authorization: `Bearer ${ann.token}` }
  const cut = fetch(`${server.url}${uploadUrl}`, { method: 'PUT', body: Uint8Array.from(bytes), headers })
  const answered = cut.then(
    ({ status }) => status,
    () => 'cut',
  )
  await vi.waitFor(async () => expect(await metric('chime_files_looked_at_total')).toBe(lookedAt + 1), soon)
  const pids = await childrenOf(server.pid)
  expect(pids).not.toEqual([])
  await server.kill9()
  await vi.waitFor(async () => {
    for (const pid of pids) expect(await memoryOf(pid)).toBeNull()
  }, soon)
  expect(await answered).toBe('cut')

  await server.startAgain()
  const { state, attachment } = await ann.trpc.attachments.get.query({ id })
  expect([state, attachment?.width]).toEqual(['ready', 4_800])
  const [pid] = await childrenOf(server.pid)
  const { code } = await server.stop()
  expect(code).toBe(0)
  expect(await memoryOf(pid ?? 0)).toBeNull()
}, 240_000)
