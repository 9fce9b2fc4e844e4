import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOutbound } from '@chime/outbound'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 60_000 })

let pages: Server
let port: number
let requested: string[] = []
let folder: string
let node: OneNode
let ann: Person
let ben: Person
let channelId: string

beforeAll(async () => {
  const picture = await sharp({ create: { width: 800, height: 400, channels: 3, background: '#4a7' } })
    .png()
    .toBuffer()
  pages = createServer((req, res) => {
    requested.push(req.url ?? '')
    const path = new URL(req.url ?? '', 'http://x').pathname
    if (path === '/picture.png') return void res.setHeader('content-type', 'image/png').end(picture)
    if (path === '/missing') return void res.writeHead(404).end()
    if (path === '/moved') return void res.writeHead(302, { location: `http://127.0.0.2:${port}/secret` }).end()
    res.setHeader('content-type', 'text/html; charset=utf-8')
    res.end(`<title>${path}</title><meta name=description content="Words of ${path}">
      <meta property="og:site_name" content="Site">${path === '/with-picture' ? '<meta property="og:image" content="/picture.png">' : ''}`)
  })
  // Listens on every address of this machine, so that requests that must not be made would succeed.
  await new Promise<void>((resolve) => pages.listen(0, '::', resolve))
  port = (pages.address() as AddressInfo).port // listening on TCP
  folder = await mkdtemp(join(tmpdir(), 'chime-previews-'))
  const except = (address: string, at: number) => address === '127.0.0.1' && at === port
  const outbound = createOutbound({ userAgent: 'Test/1', except })
  node = await oneNode({ LINK_PREVIEWS: 'on', DATA_DIR: folder }, { outbound })
})
beforeEach(async () => {
  ann = await node.person('ann')
  ben = await node.person('ben')
  channelId = await groupOf(ann, ben)
  requested = []
})
afterAll(async () => {
  await node?.stop()
  pages?.closeAllConnections()
  pages?.close()
  await rm(folder, { recursive: true, force: true })
})

const patient = { timeout: 30_000, interval: 20 }
let links = 0
/** The link to a page, by default to one that no other test links to. */
const link = (path = `/page-${++links}`) => `http://127.0.0.1:${port}${path}`
const get = (number: number) => ann.trpc.messages.get.query({ channelId, number })
const previewsOf = async ({ number }: { number: number }) => (await get(number)).previews
const titles = async (message: { number: number }) => (await previewsOf(message)).map(({ title }) => title)
async function send(content: string) {
  const [sent] = await say(ann, channelId, content)
  if (!sent) throw new Error('nothing was sent')
  return sent
}
/** Waits until all earlier links have been looked at: sends another link and waits for its preview. */
async function settled() {
  const last = await send(`last ${link()}`)
  await vi.waitFor(async () => expect(await titles(last)).toHaveLength(1), patient)
}

describe('the links of a message', () => {
  it('are shown with what their pages say, as a change of the message, the picture as a file of ours', async () => {
    const reader = follow(ben, [channelId])
    await reader.hello
    const url = link('/with-picture')
    const sent = await send(`look at ${url}#part, at [this](${link('/other')}) and not at \`${link('/code')}\``)
    expect(sent.previews).toEqual([])
    await vi.waitFor(async () => expect(await previewsOf(sent)).toHaveLength(2), patient)
    const shown = await get(sent.number)
    const preview = { url, title: '/with-picture', description: 'Words of /with-picture', siteName: 'Site' }
    expect(shown.previews).toMatchObject([
      { ...preview, image: { width: 800, height: 400 } },
      { title: '/other', image: null },
    ])
    expect([shown.revision > sent.revision, shown.editedAt]).toEqual([true, null])
    await vi.waitFor(() => expect(reader.events).toContainEqual(expect.objectContaining({ message: shown })), patient)
    const changes = await ben.trpc.channels.changes.query({ channelId, since: sent.revision })
    expect(changes.messages).toEqual([shown])
    expect(requested.sort()).toEqual(['/other', '/picture.png', '/with-picture'])

    const headers = { authorization: `Bearer ${ben.token}` }
    const file = await fetch(`${node.url}/files/${shown.previews[0]?.image?.id}`, { headers })
    expect([file.status, file.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^image\//)])
  })

  it('are asked for once, however many messages have them', async () => {
    const url = link()
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => send(`${i} ${url}`)))
    for (const message of all) await vi.waitFor(async () => expect(await titles(message)).toHaveLength(1), patient)
    const [path] = requested
    expect(requested).toEqual([path])
    const later = await send(`again ${url}`)
    await vi.waitFor(async () => expect(await titles(later)).toHaveLength(1), patient)
    expect(requested).toEqual([path])
    // A page is fetched again when what is known of it is too old.
    await node.sql(`update link_previews set fetched_at = now() - interval '2 days' where url = $1`, url)
    const stale = await send(`once more ${url}`)
    await vi.waitFor(async () => expect(await titles(stale)).toHaveLength(1), patient)
    expect(requested).toEqual([path, path])
  })

  it('follow what is edited, and go with what is deleted', async () => {
    const [first, second] = [link('/first'), link('/second')]
    const message = await send(first)
    await vi.waitFor(async () => expect(await titles(message)).toEqual(['/first']), patient)
    const place = { channelId, number: message.number }
    const edited = await ann.trpc.messages.edit.mutate({ ...place, content: `now ${second} after ${first}` })
    expect(edited.previews.map(({ title }) => title)).toEqual(['/first'])
    await vi.waitFor(async () => expect(await titles(message)).toEqual(['/second', '/first']), patient)
    expect((await ann.trpc.messages.edit.mutate({ ...place, content: 'no link' })).previews).toEqual([])
    await ann.trpc.messages.edit.mutate({ ...place, content: `one more: ${first}` })
    await vi.waitFor(async () => expect(await titles(message)).toEqual(['/first']), patient)
    expect((await ann.trpc.messages.delete.mutate(place)).previews).toEqual([])

    // A message that is deleted before its link is looked at.
    const gone = await send(link('/gone'))
    await ann.trpc.messages.delete.mutate({ channelId, number: gone.number })
    await settled()
    expect(await previewsOf(gone)).toEqual([])
  })

  it('that lead nowhere, or where the server must not go, are shown as links and no more', async () => {
    const messages = [
      await send(link('/missing')),
      await send(link('/moved')),
      await send(`http://127.0.0.2:${port}/secret http://[::1]:${port}/secret http://2130706434:${port}/secret`),
      await send('http://169.254.169.254/latest/meta-data/ http://localhost/ http://example.invalid/'),
    ]
    await settled()
    expect(await Promise.all(messages.map(previewsOf))).toEqual([[], [], [], []])
    expect(requested).not.toContain('/secret')
    // Such pages are not fetched again for each message.
    await send(link('/missing'))
    await settled()
    expect(requested.filter((path) => path === '/missing')).toHaveLength(1)
  })

  it('do not keep a message from being sent when jobs cannot be added', async () => {
    await node.sql('alter schema chime_jobs rename to gone')
    const sent = await send(`now ${link()}`)
    const edited = await ann.trpc.messages.edit.mutate({ channelId, number: sent.number, content: `then ${link()}` })
    expect(edited.content).toContain('then')
    await node.sql('alter schema gone rename to chime_jobs')
    await settled()
  })
})

it('no link is looked at with LINK_PREVIEWS=off', async () => {
  const except = () => true
  const off = await oneNode({ LINK_PREVIEWS: 'off' }, { outbound: createOutbound({ userAgent: 'Test/1', except }) })
  const cara = await off.person('cara')
  const own = await groupOf(cara)
  await say(cara, own, link('/off'))
  // Not even a job is added.
  const jobs = await off.sql(`select from chime_jobs.job where name = 'preview'`)
  expect([jobs, requested]).toEqual([[], []])
  await off.stop()
})

it('no picture of a page is kept on a disk that is nearly full', async () => {
  const except = (address: string, at: number) => address === '127.0.0.1' && at === port
  const full = await oneNode(
    { LINK_PREVIEWS: 'on', DATA_DIR: folder, DISK_RESERVE_MIB: '1000000000' },
    { outbound: createOutbound({ userAgent: 'Test/1', except }) },
  )
  const cara = await full.person('cara')
  const own = await groupOf(cara)
  const [sent] = await say(cara, own, link('/with-picture'))
  const shown = async () => (await cara.trpc.messages.get.query({ channelId: own, number: sent?.number ?? 0 })).previews
  await vi.waitFor(async () => expect(await shown()).toHaveLength(1), patient)
  expect(await shown()).toMatchObject([{ title: '/with-picture', image: null }])
  expect(await full.sql('select from attachments')).toEqual([])
  await full.stop()
})
