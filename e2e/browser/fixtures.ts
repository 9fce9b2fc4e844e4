import type { ChimeServer } from '@chime/testing/process/chime-server'
import { startFullNode } from '@chime/testing/process/full-node'
import { type Browser, type BrowserContext, test as base, type Page } from '@playwright/test'

/** A user who is logged in, in a browser of their own. */
export type Person = {
  username: string
  fullName: string
  email: string
  password: string
  page: Page
  context: BrowserContext
}

type TestFixtures = {
  /** Creates an account, logs in and opens the app. The browser is closed after the test. */
  signUp: (fullName: string, options?: { path?: string }) => Promise<Person>
  /** Logs in as the admin of the server, who is the first user that registered. */
  admin: () => Promise<Person>
  /** A page without a login. */
  visitor: Page
}
type WorkerFixtures = {
  /** A full node: server, database and web app, with one account. */
  chime: ChimeServer & { first: Account }
}

type Account = ReturnType<typeof newPerson>

let people = 0

/** Makes names that no other test has used. */
export function newPerson(fullName: string) {
  const username = `${fullName.split(' ')[0]?.toLowerCase()}-${process.pid}-${++people}`
  return { username, fullName, email: `${username}@example.com`, password: `a good password of ${username}` }
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  chime: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const node = await startFullNode()
      const first = newPerson('Grace First')
      const response = await fetch(`${node.url}/trpc/auth.register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(first),
      })
      if (!response.ok) throw new Error(`no first account: ${await response.text()}`)
      await use(Object.assign(node, { first }))
      await node.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  signUp: async ({ browser, chime }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (fullName, { path = '/' } = {}) => {
      const account = newPerson(fullName)
      const context = await newContext(browser, chime)
      contexts.push(context)
      const response = await context.request.post('/trpc/auth.register', { data: account })
      if (!response.ok()) throw new Error(`no account for ${fullName}: ${await response.text()}`)
      const page = await context.newPage()
      await page.goto(path)
      return { ...account, page, context }
    })
    for (const context of contexts) await context.close()
  },

  admin: async ({ browser, chime }, use) => {
    const contexts: BrowserContext[] = []
    await use(async () => {
      const context = await newContext(browser, chime)
      contexts.push(context)
      const { username, password } = chime.first
      const data = { identifier: username, password }
      const response = await context.request.post('/trpc/auth.login', { data })
      if (!response.ok()) throw new Error(`no admin: ${await response.text()}`)
      return { ...chime.first, page: await context.newPage(), context }
    })
    for (const context of contexts) await context.close()
  },

  visitor: async ({ browser, chime }, use) => {
    const context = await newContext(browser, chime)
    await use(await context.newPage())
    await context.close()
  },
})

const newContext = (browser: Browser, chime: ChimeServer) => browser.newContext({ baseURL: chime.url })
