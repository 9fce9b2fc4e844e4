import { gzipSync } from 'node:zlib'
import { createChime } from '@chime/client'
import { expect, type Page, test } from '@playwright/test'
import { buildExample, type Example, startExample } from './example.ts'
import { newPerson } from './fixtures.ts'

/** What is loaded when the first messages have been written, JavaScript and CSS of page and chat together. */
const budgetKb = 139

let example: Example
/** Somebody of the company, who answers in Chime. */
let agent: Awaited<ReturnType<typeof signUpAgent>>

test.beforeAll(async () => {
  test.setTimeout(300_000)
  const account = newPerson('Mira Workshop')
  await buildExample('vite-widget')
  example = await startExample(
    'vite-widget',
    (port) => ['../../node_modules/vite/bin/vite.js', 'preview', '--host', '127.0.0.1', '--port', port, '--strictPort'],
    { CHIME_AGENTS: account.username },
    async ({ url }) => {
      agent = await signUpAgent(url, account)
    },
  )
})
test.afterAll(async () => {
  agent?.chime.close()
  await example?.close()
})

async function signUpAgent(url: string, account: ReturnType<typeof newPerson>) {
  const token = (await createChime({ url }).trpc.auth.register.mutate(account)).token
  const chime = createChime({ url, token })
  chime.connect()
  await chime.ready()
  return { ...account, chime }
}

/** The conversation in which a visitor has just said this, as the agent has it in Chime. */
async function conversationWith(text: string) {
  const found = () => agent.chime.channels.get().find(({ lastMessage }) => lastMessage?.content === text)
  await expect.poll(found).toBeTruthy()
  return agent.chime.channel(found()?.id ?? '')
}

const bubble = (page: Page) => page.getByRole('button', { name: /^Chat with us/ })
const panel = (page: Page) => page.getByRole('dialog', { name: 'Chat with Sprocket & Sons' })
const message = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

test('a visitor asks in the bubble, and somebody of the company answers from Chime', async ({ page }) => {
  await page.goto(example.url)
  await bubble(page).click()
  await message(page).fill('Do you mend tandems?')
  await message(page).press('Enter')
  const visit = await conversationWith('Do you mend tandems?')
  await visit.send('We do, **both** saddles.').done
  await expect(panel(page).getByText('We do, both saddles.')).toBeVisible()

  // Closed, the bubble counts what comes; a reload remembers the conversation and that it is closed.
  await page.keyboard.press('Escape')
  await expect(panel(page)).toBeHidden()
  await expect(bubble(page)).toBeFocused()
  await visit.send('Bring it today.').done
  await expect(page.getByRole('button', { name: 'Chat with us, 1 new message' })).toBeVisible()
  // The server is told of reading once a second at most.
  await page.waitForTimeout(1_500)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Chat with us, 1 new message' })).toBeVisible()
  await expect(panel(page)).toBeHidden()
  await page.getByRole('button', { name: 'Chat with us, 1 new message' }).click()
  await expect(panel(page).getByText('Bring it today.')).toBeVisible()
  await page.reload()
  await expect(panel(page).getByText('Bring it today.')).toBeVisible()
  // What is in view counts as read after a moment, not at a glance.
  await page.waitForTimeout(1_000)
  await panel(page).getByRole('button', { name: 'Close the chat' }).click()
  await expect(bubble(page)).toHaveAccessibleName('Chat with us')
})

test('a page whose visitor does not open the chat makes nobody in Chime', async ({ page }) => {
  const calls: string[] = []
  page.on('request', (request) => calls.push(new URL(request.url()).pathname))
  await page.goto(example.url)
  await expect(bubble(page)).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(calls.filter((path) => path === '/chat' || path.startsWith('/trpc'))).toEqual([])
})

test(`all that a chat loads is at most ${budgetKb} KB gzip, with React`, async ({ page }) => {
  const loaded = new Map<string, number>()
  page.on('response', async (response) => {
    if (!/\.(js|css)$/.test(new URL(response.url()).pathname)) return
    loaded.set(response.url(), gzipSync(await response.body()).length)
  })
  await page.goto(example.url)
  await bubble(page).click()
  await message(page).fill('What does a puncture cost?')
  await message(page).press('Enter')
  await expect(panel(page).getByText('What does a puncture cost?')).toBeVisible()
  const visit = await conversationWith('What does a puncture cost?')
  await visit.send('Twelve euros.').done
  await expect(panel(page).getByText('Twelve euros.')).toBeVisible()
  await page.waitForLoadState('networkidle')
  const kb = [...loaded.values()].reduce((sum, size) => sum + size, 0) / 1000
  console.log(`The chat loads ${kb.toFixed(1)} KB gzip in ${loaded.size} files`)
  expect(kb).toBeLessThanOrEqual(budgetKb)
})

test('on a phone the chat covers the page, and the page keeps its own look', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto(example.url)
  const book = page.getByRole('button', { name: 'Book a repair' })
  const look = () => book.evaluate((element) => getComputedStyle(element).font)
  const before = await look()
  await bubble(page).tap()
  await expect(message(page)).toBeVisible()
  expect(await panel(page).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
  expect(await look()).toEqual(before)
  await context.close()
})
