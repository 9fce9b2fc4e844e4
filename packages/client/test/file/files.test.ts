import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { FetchedFiles } from '../../src/file/fetched-files.ts'
import type { FileContext } from '../../src/file/file.ts'
import type { FileState } from '../../src/file/file-state.ts'
import { Files } from '../../src/file/files.ts'
import { Batch, type Readable } from '../../src/readable.ts'

vi.setConfig({ testTimeout: 60_000 })

let server: Server
let url: string
let requests: { path: string; authorization: string | undefined }[]
/** How many of the next requests are answered with 503. */
let failing: number
let size: number
beforeAll(async () => {
  server = createServer((req, res) => {
    requests.push({ path: req.url ?? '', authorization: req.headers.authorization })
    if (failing-- > 0) return void res.writeHead(503).end()
    if (req.url === '/files/missing') return void res.writeHead(404).end()
    res.setHeader('content-type', 'image/png').end(Buffer.alloc(size, 7))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // listening on TCP
})
beforeEach(() => {
  requests = []
  failing = 0
  size = 10
})
afterEach(() => vi.useRealTimers())
afterAll(() => server.close())

const connection = { isOnline: true, whenOnline: async () => {} }
const load = async () => (context: FileContext) => new FetchedFiles(context)
const withToken = () => new Files({ batch: new Batch(), connection, endpoint: { url, token: () => 'secret' } }, load)

/** Reads until there is an address or an error. */
function read(file: Readable<FileState>) {
  let end = () => {}
  const state = new Promise<FileState>((resolve) => {
    end = file.subscribe(() => {
      if (file.get().url !== null || file.get().error !== null) resolve(file.get())
    })
    if (file.get().url !== null) resolve(file.get())
  })
  return { state, end }
}
const bytesAt = async (at: string | null) => (await (await fetch(at ?? '')).arrayBuffer()).byteLength

describe('with the session cookie', () => {
  it('a file is shown by its address, and nothing is fetched', async () => {
    const id = crypto.randomUUID()
    const own = new Files({ batch: new Batch(), connection, endpoint: { url: null, token: null } }, load)
    expect(own.areFetched).toBe(false)
    expect(own.get('/files/a/320').get()).toEqual({ url: '/files/a/320', error: null })
    expect(own.get(id).get().url).toBe(`/files/${id}`)
    const named = new Files({ batch: new Batch(), connection, endpoint: { url, token: null } }, load)
    expect(named.get(id).get().url).toBe(`${url}/files/${id}`)
    expect(requests).toEqual([])
  })
})

describe('with a token', () => {
  it('a file is fetched once for all its readers, and not before one comes', async () => {
    const files = withToken()
    expect(files.areFetched).toBe(true)
    const [first, second] = [files.get('/files/a'), files.get('/files/a')]
    expect([first.get(), requests]).toEqual([{ url: null, error: null }, []])
    const [one, other] = [read(first), read(second)]
    const { url: shown } = await one.state
    expect((await other.state).url).toBe(shown)
    expect(await bytesAt(shown)).toBe(10)
    expect(requests).toEqual([{ path: '/files/a', authorization: 'Bearer secret' }])
  })

  it('addresses that are none of the server are left as they are', () => {
    for (const address of ['https://elsewhere.example/a.png', 'data:image/png;base64,AA', 'blob:x']) {
      expect(withToken().get(address).get()).toEqual({ url: address, error: null })
    }
  })

  it('a file stays for a minute after its last reader, and is then released', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const files = withToken()
    const reader = read(files.get('/files/a'))
    const { url: shown } = await reader.state
    reader.end()
    await vi.advanceTimersByTimeAsync(59_000)
    const again = read(files.get('/files/a'))
    expect((await again.state).url).toBe(shown)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(await bytesAt(shown)).toBe(10)
    again.end()
    await vi.advanceTimersByTimeAsync(61_000)
    await expect(bytesAt(shown)).rejects.toThrow()
    expect((await read(files.get('/files/a')).state).url).not.toBe(shown)
    expect(requests).toHaveLength(2)
  })

  it('one that was released is fetched again for who still holds it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const held = withToken().get('/files/a')
    const reader = read(held)
    await reader.state
    reader.end()
    await vi.advanceTimersByTimeAsync(61_000)
    expect(held.get().url).toBeNull()
    expect(await bytesAt((await read(held).state).url)).toBe(10)
  })

  it('of those that nobody reads, the oldest are released when they take too much memory', async () => {
    size = 25 * 1024 * 1024
    const files = withToken()
    const shown: (string | null)[] = []
    for (const name of ['a', 'b', 'c']) {
      const reader = read(files.get(`/files/${name}`))
      shown.push((await reader.state).url)
      reader.end()
    }
    await expect(bytesAt(shown[0] ?? null)).rejects.toThrow()
    expect(await bytesAt(shown[1] ?? null)).toBe(size)
    expect(await bytesAt(shown[2] ?? null)).toBe(size)
  })

  it('one that is not there says so, and is asked for again only for the next reader', async () => {
    const file = withToken().get('/files/missing')
    const reader = read(file)
    expect(await reader.state).toEqual({ url: null, error: 'The file cannot be had (404)' })
    read(file)
    expect(requests).toHaveLength(1)
  })

  it('is asked for again when the server fails for a moment', async () => {
    failing = 2
    expect((await read(withToken().get('/files/a')).state).error).toBeNull()
    expect(requests).toHaveLength(3)
  })
})
