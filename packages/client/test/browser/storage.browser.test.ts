import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser, openProfile, servePage } from '@chime/testing/browser'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { uuid } from '../../src/uuid.ts'
import { storageContract } from '../outbox/storage-contract.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const soon = { timeout: 20_000, interval: 50 }

let site: Awaited<ReturnType<typeof servePage>>
let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  site = await servePage(new URL('./page/', import.meta.url).pathname)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context.close())

async function open(inContext = context): Promise<Page> {
  const page = await inContext.newPage()
  await page.goto(site.url)
  return page
}

/** Opens the outbox of this user, and goes online if it is to send. */
async function openOutbox(page: Page | Frame, userId: string, sends: boolean): Promise<void> {
  await page.evaluate(
    ([userId, sends]) => {
      window.opened = window.lab.outbox(userId)
      window.opened.network.isOnline = sends
      window.opened.outbox.wake()
    },
    [userId, sends] as const,
  )
}

const enqueue = (page: Page | Frame, ...texts: string[]) =>
  page.evaluate((texts) => {
    for (const text of texts) window.opened.outbox.enqueue('c', text)
  }, texts)

/** What the page has sent, as soon as that is something. */
async function sentBy(page: Page | Frame): Promise<string[]> {
  await vi.waitFor(async () => expect(await page.evaluate(() => window.opened.sent.length)).toBeGreaterThan(0), soon)
  return page.evaluate(() => window.opened.sent)
}

/** Resolves when the database is open. */
const isOpen = (page: Page, userId: string) =>
  page.evaluate(async (userId) => {
    await window.opened.storage.load(userId)
  }, userId)

const entriesIn = (page: Page, storage: 'database' | 'local', userId: string) =>
  page.evaluate(([storage, userId]) => window.lab.contents[storage](userId), [storage, userId] as const)

/** What another page of this user sends. */
async function sentByNextPage(userId: string): Promise<string[]> {
  const page = await open()
  await openOutbox(page, userId, true)
  return sentBy(page)
}

/** The processes of this browser, by their kind. */
async function processesOf(of: Browser, kind: 'browser' | 'renderer'): Promise<number[]> {
  const session = await of.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return processInfo.filter(({ type }) => type === kind).map(({ id }) => id)
}

describe.each(['default', 'local'] as const)('%s', (storage) => {
  test.each(Object.keys(storageContract))('%s', async (name) => {
    const page = await open()
    await page.evaluate(([storage, name]) => window.lab.contract(storage, name), [storage, name] as const)
  })
})

describe('a crash', () => {
  test.each(['opens', 'is open'])(
    'of the page in the task of the send loses nothing: the database %s',
    async (state) => {
      const page = await open()
      const ada = uuid()
      await openOutbox(page, ada, false)
      if (state === 'is open') await isOpen(page, ada)
      const hasSent = page.waitForEvent('console')
      const hasCrashed = page.waitForEvent('crash')
      const running = page.evaluate(
        (isNew) => {
          if (isNew) window.opened = window.lab.outbox(isNew)
          for (const text of ['one', 'two', 'three']) window.opened.outbox.enqueue('c', text)
          console.log('sent')
          // Nothing else can happen in this page any more.
          for (;;);
        },
        state === 'opens' && ada,
      )
      running.catch(() => {})
      await hasSent
      for (const pid of await processesOf(browser, 'renderer')) process.kill(pid, 'SIGKILL')
      await hasCrashed
      expect(await sentByNextPage(ada)).toEqual(['one', 'two', 'three'])
    },
  )

  test('of the whole browser loses nothing that was written', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'chime-profile-'))
    try {
      const ada = uuid()
      const before = await openProfile(profile)
      const page = await open(before.context)
      await openOutbox(page, ada, false)
      await isOpen(page, ada)
      await enqueue(page, 'kept')
      await vi.waitFor(async () => expect(await entriesIn(page, 'database', ada)).toHaveLength(1), soon)
      await before.kill9()
      const after = await openProfile(profile)
      const next = await open(after.context)
      await openOutbox(next, ada, true)
      expect(await sentBy(next)).toEqual(['kept'])
      await after.context.close()
    } finally {
      await rm(profile, { recursive: true, force: true })
    }
  })
})

describe('what localStorage held', () => {
  /** Written by a version of this client that knows nothing else. */
  const writeOld = (page: Page, userId: string, owner: string, ...texts: string[]) =>
    page.evaluate(
      ([userId, owner, ...texts]) => {
        for (const [i, content] of texts.entries()) {
          const createdAt = '2026-01-01T00:00:00.000Z'
          const entry = { clientId: content, channelId: 'c', content, createdAt, order: i, owner, failed: null }
          localStorage.setItem(`chime.outbox.${userId}.${content}`, JSON.stringify(entry))
        }
      },
      [userId, owner, ...texts],
    )

  test('is taken over once: it is sent, after it nothing is left anywhere', async () => {
    const page = await open()
    const ada = uuid()
    await writeOld(page, ada, 'a page of last week', 'old one', 'old two')
    await openOutbox(page, ada, false)
    await enqueue(page, 'new')
    await vi.waitFor(async () => expect(await entriesIn(page, 'database', ada)).toHaveLength(3), soon)
    expect(await entriesIn(page, 'local', ada)).toEqual([])
    await page.close()
    expect(await sentByNextPage(ada)).toEqual(['old one', 'old two', 'new'])
    const last = await open()
    await vi.waitFor(async () => expect(await entriesIn(last, 'database', ada)).toEqual([]), soon)
  })

  test('of an old page that still runs stays its own until that page is gone', async () => {
    const old = await open()
    const ada = uuid()
    await old.evaluate(() => {
      void navigator.locks.request('chime.outbox.the old page', () => new Promise(() => {}))
    })
    await writeOld(old, ada, 'the old page', 'before')
    const page = await open()
    await openOutbox(page, ada, true)
    await enqueue(page, 'of the new page')
    expect(await sentBy(page)).toEqual(['of the new page'])
    // The old page goes on: one of its messages is sent, and another one is written.
    await old.evaluate((key) => localStorage.removeItem(key), `chime.outbox.${ada}.before`)
    await writeOld(old, ada, 'the old page', 'after')
    await page.evaluate(() => window.opened.outbox.wake())
    expect(await page.evaluate(() => window.opened.sent)).toEqual(['of the new page'])
    await old.close()
    await vi.waitFor(
      async () => expect(await page.evaluate(() => window.opened.sent)).toEqual(['of the new page', 'after']),
      soon,
    )
    await vi.waitFor(async () => expect(await entriesIn(page, 'local', ada)).toEqual([]), soon)
  })
})

describe('a browser that does not let it write', () => {
  test('because the page may not store anything: messages are sent, and one warning is given', async () => {
    const page = await open()
    await page.evaluate(() => {
      const frame = Object.assign(document.createElement('iframe'), { src: location.href })
      frame.setAttribute('sandbox', 'allow-scripts')
      document.body.append(frame)
    })
    await vi.waitFor(() => expect(page.frames()).toHaveLength(2), soon)
    const frame = page.frames()[1] as Frame
    await frame.waitForFunction(() => window.lab !== undefined)
    expect(await frame.evaluate(() => window.lab.isForbidden())).toBe(true)
    await openOutbox(frame, uuid(), true)
    await enqueue(frame, 'a', 'b')
    expect(await sentBy(frame)).toContain('a')
    await vi.waitFor(async () => expect(await frame.evaluate(() => window.opened.sent)).toEqual(['a', 'b']), soon)
    expect(await frame.evaluate(() => window.opened.warnings)).toHaveLength(1)
  })

  /** Creates the database, and then leaves no room in it. */
  async function openWithoutRoom(userId: string): Promise<Page> {
    const page = await open()
    await openOutbox(page, userId, false)
    await isOpen(page, userId)
    const session = await context.newCDPSession(page)
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 1 })
    await page.reload()
    await openOutbox(page, userId, false)
    await isOpen(page, userId)
    return page
  }

  test('because the disk is full: localStorage keeps the message', async () => {
    const ada = uuid()
    const page = await openWithoutRoom(ada)
    await enqueue(page, 'x'.repeat(5_000))
    await vi.waitFor(async () => expect(await entriesIn(page, 'local', ada)).toHaveLength(1), soon)
    expect(await page.evaluate(() => window.opened.warnings)).toEqual([])
    await page.close()
    expect(await sentByNextPage(ada)).toEqual(['x'.repeat(5_000)])
  })

  test('because both are full: messages are sent, and one warning is given', async () => {
    const ada = uuid()
    const page = await openWithoutRoom(ada)
    await page.evaluate(() => window.lab.fillLocalStorage())
    const texts = ['a', 'b'].map((text) => text.repeat(5_000))
    await enqueue(page, ...texts)
    await vi.waitFor(async () => expect(await page.evaluate(() => window.opened.warnings)).toHaveLength(1), soon)
    await page.evaluate(() => {
      window.opened.network.isOnline = true
      window.opened.outbox.wake()
    })
    await vi.waitFor(async () => expect(await page.evaluate(() => window.opened.sent)).toEqual(texts), soon)
    expect(await page.evaluate(() => window.opened.warnings)).toHaveLength(1)
  })

  test('because a newer version of the app has changed the database: it does not hold that up, and uses localStorage', async () => {
    const page = await open()
    const ada = uuid()
    await openOutbox(page, ada, false)
    await enqueue(page, 'before the upgrade')
    await vi.waitFor(async () => expect(await entriesIn(page, 'database', ada)).toHaveLength(1), soon)
    const newer = await open()
    // Resolves only when no page holds the old version open.
    await newer.evaluate(() => window.lab.upgrade())
    await enqueue(page, 'after it')
    await vi.waitFor(async () => expect(await entriesIn(page, 'local', ada)).toHaveLength(1), soon)
    await page.close()
    expect(await sentByNextPage(ada)).toEqual(['after it'])
    // What the database held is left to the newer version.
    expect(await entriesIn(newer, 'database', ada)).toHaveLength(1)
  })

  test('because another page holds up the database: messages are sent and kept, and move there when it opens', async () => {
    const other = await open()
    const ada = uuid()
    await other.evaluate(() => window.lab.holdUp())
    const page = await open()
    await openOutbox(page, ada, true)
    await enqueue(page, 'not held up')
    expect(await sentBy(page)).toEqual(['not held up'])
    await page.evaluate(() => {
      window.opened.network.isOnline = false
    })
    await enqueue(page, 'kept meanwhile')
    expect(await entriesIn(page, 'local', ada)).toHaveLength(1)
    await other.close()
    await vi.waitFor(async () => expect(await entriesIn(page, 'local', ada)).toEqual([]), soon)
    expect(await entriesIn(page, 'database', ada)).toHaveLength(1)
    await page.close()
    expect(await sentByNextPage(ada)).toEqual(['kept meanwhile'])
  })
})
