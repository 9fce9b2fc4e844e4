import { freePort } from '@chime/testing/free-port'
import type { ChimeServer } from '@chime/testing/process/chime-server'
import { startFullNode } from '@chime/testing/process/full-node'
import { linkIn, type Received, startSmtp, type TestSmtp } from '@chime/testing/smtp'
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { problemsOf } from '../screenshots/page-problems.ts'
import { conversations } from './chat.ts'
import { newPerson } from './fixtures.ts'

type Server = ChimeServer & { smtp: TestSmtp }

/** A full node that sends its mails to a real mail server. */
async function startMailingNode(environment: Record<string, string> = {}): Promise<Server> {
  const [smtp, port] = [await startSmtp(), await freePort()]
  // Links in mails lead to where people reach the node.
  const at = { ...smtp.environment, PUBLIC_URL: `http://127.0.0.1:${port}`, PORT: String(port) }
  const node = await startFullNode({ ...at, ...environment })
  return Object.assign(node, { smtp })
}

const test = base.extend<object, { open: Server }>({
  open: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const node = await startMailingNode()
      await use(node)
      await node.close()
      await node.smtp.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

const visit = async (browser: Browser, { url }: Server) =>
  (await browser.newContext({ baseURL: url, reducedMotion: 'reduce' })).newPage()

/** Waits for as many mails to this address with this subject, and returns the newest. */
async function mailTo({ smtp }: Server, address: string, subject: string, count = 1): Promise<Received> {
  const found = () => smtp.to(address).filter((mail) => mail.subject?.startsWith(subject))
  await expect.poll(() => found().length, { timeout: 15_000 }).toBe(count)
  return found().at(-1) as Received // just counted
}

async function register(page: Page, account: ReturnType<typeof newPerson>) {
  await page.getByLabel('Full name').fill(account.fullName)
  await page.getByLabel('Username').fill(account.username)
  await page.getByLabel('Email').fill(account.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password)
  await page.getByRole('button', { name: 'Create account' }).click()
}

async function logIn(page: Page, identifier: string, password: string) {
  await page.getByLabel('Username or email').fill(identifier)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/**
 * On a phone and on a desk, light and dark.
 *
 * @param isWhole false for a mail, which is no page with a main part and headings
 */
async function expectNoProblems(page: Page, isWhole = true) {
  const problems = problemsOf(page)
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const found = await problems()
      expect(found.filter((problem) => isWhole || problem.startsWith('color-contrast'))).toEqual([])
    }
  }
}

test('an address is confirmed, a password reset and changed, by the links of real mails', async ({ browser, open }) => {
  test.setTimeout(120_000)
  const account = newPerson('Ada Byron')
  const page = await visit(browser, open)
  const newPassword = `a whale and a lantern of ${process.pid}`

  await test.step('a new address waits to be confirmed, and its link is sent again', async () => {
    await page.goto('/register')
    await register(page, account)
    await expect(conversations(page)).toBeVisible()
    await page.goto('/settings')
    await expect(page.getByText('is not confirmed yet')).toBeVisible()
    await mailTo(open, account.email, 'Confirm')
    await page.getByRole('button', { name: 'Send again' }).click()
    await expectNoProblems(page)
  })

  await test.step('its link confirms it, also in another browser; the settings see it at once', async () => {
    const elsewhere = await visit(browser, open)
    await elsewhere.goto(linkIn(await mailTo(open, account.email, 'Confirm', 2)).url)
    await expectNoProblems(elsewhere)
    await elsewhere.getByRole('button', { name: 'Confirm the address' }).click()
    await expect(elsewhere.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible()
    await expect(page.getByText('is not confirmed yet')).toHaveCount(0)
    await elsewhere.goto('/verify-email#wrong')
    await elsewhere.getByRole('button', { name: 'Confirm the address' }).click()
    await expect(elsewhere.getByRole('heading', { name: 'This link works no more' })).toBeVisible()
  })

  const visitor = await visit(browser, open)
  await test.step('who forgot the password gets a link, which sets a new one and ends all sessions', async () => {
    await visitor.goto('/login')
    await visitor.getByRole('link', { name: 'Forgot password?' }).click()
    await expect(visitor).toHaveURL(/forgot-password/)
    await expectNoProblems(visitor)
    await visitor.getByLabel('Email').fill(account.email)
    await visitor.getByRole('button', { name: 'Send the link' }).click()
    await expect(visitor.getByText('If there is an account with')).toBeVisible()
    await expectNoProblems(visitor)
    const { url } = linkIn(await mailTo(open, account.email, 'Set a new'))
    const asked: string[] = []
    visitor.on('request', (request) => asked.push(request.url()))
    await visitor.goto(url)
    await visitor.getByRole('textbox', { name: 'New password' }).fill('password123')
    await visitor.getByRole('button', { name: 'Set the password' }).click()
    await expect(visitor.getByText('easily guessed')).toBeVisible()
    await expectNoProblems(visitor)
    await visitor.getByRole('textbox', { name: 'New password' }).fill(newPassword)
    await visitor.getByRole('button', { name: 'Set the password' }).click()
    await expect(visitor.getByRole('heading', { name: 'Your password is changed' })).toBeVisible()
    // What is behind the # is not sent.
    const secret = new URL(url).hash.slice(1)
    expect(asked.filter((one) => one.replace(/#.*$/, '').includes(secret))).toEqual([])
    await expect(page).toHaveURL(/\/login/)

    await visitor.goto('/')
    await visitor.goto(url)
    await visitor.getByRole('textbox', { name: 'New password' }).fill(account.password)
    await visitor.getByRole('button', { name: 'Set the password' }).click()
    await expect(visitor.getByRole('heading', { name: 'This link works no more' })).toBeVisible()
    await expectNoProblems(visitor)
    await visitor.getByRole('link', { name: 'Get another link' }).click()
    await expect(visitor.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible()
  })

  await test.step('the new one logs in by the address, and is changed in the settings', async () => {
    await visitor.goto('/login')
    await logIn(visitor, account.email, newPassword)
    await expect(conversations(visitor)).toBeVisible()
    await visitor.goto('/settings')
    await visitor.getByRole('button', { name: 'Change password' }).click()
    const dialog = visitor.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Present password' }).fill(account.password)
    await dialog.getByRole('textbox', { name: 'New password' }).fill(account.password)
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await expect(dialog.getByText('The present password is wrong')).toBeVisible()
    await expectNoProblems(visitor)
    await dialog.getByRole('textbox', { name: 'Present password' }).fill(newPassword)
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await expect(visitor.getByText('Your password is changed')).toBeVisible()
    await expect(dialog).toHaveCount(0)
  })

  await test.step('another address counts once its link is opened, and the old one is told', async () => {
    const email = `new-${account.email}`
    await visitor.getByRole('button', { name: 'Change email' }).click()
    const dialog = visitor.getByRole('dialog')
    await dialog.getByLabel('New email').fill(email)
    await dialog.getByRole('textbox', { name: 'Your password' }).fill(account.password)
    await expectNoProblems(visitor)
    await dialog.getByRole('button', { name: 'Send the link' }).click()
    await expect(visitor.getByText('is not confirmed yet')).toBeVisible()
    await mailTo(open, account.email, 'Another email address')
    await visitor.goto(linkIn(await mailTo(open, email, 'Confirm')).url)
    await visitor.getByRole('button', { name: 'Confirm the address' }).click()
    await visitor.getByRole('link', { name: 'Go to your conversations' }).click()
    await visitor.goto('/settings')
    await expect(visitor.getByText(email).first()).toBeVisible()
    await expect(visitor.getByText('is not confirmed yet')).toHaveCount(0)
  })
})

test('a mail looks right, light and dark, on a phone and on a desk', async ({ browser, open }) => {
  const account = newPerson('Ada Byron')
  const page = await visit(browser, open)
  await page.request.post('/trpc/auth.register', { data: account })
  const { html = '' } = await mailTo(open, account.email, 'Confirm')
  await page.setContent(html)
  await expect(page.getByRole('link', { name: 'Confirm the address' })).toBeVisible()
  await expect(page.locator('bdi', { hasText: `@${account.username}` })).toBeVisible()
  await expectNoProblems(page, false)
})

test('where one needs an invite, the pages say so, and an invite link makes the account and joins', async ({
  browser,
}) => {
  const node = await startMailingNode({ REGISTRATION: 'invite' })
  const first = await visit(browser, node)
  await first.request.post('/trpc/auth.register', { data: newPerson('Grace First') })
  const call = async <T>(path: string, data: object): Promise<T> =>
    (await (await first.request.post(`/trpc/${path}`, { data })).json()).result.data
  const { id } = await call<{ id: string }>('channels.create', { kind: 'group', name: 'Lighthouse' })
  const { code } = await call<{ code: string }>('invites.create', { channelId: id })

  const page = await visit(browser, node)
  await page.goto('/login')
  await expect(page.getByText('Open the invite link that somebody has sent you')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Create an account' })).toHaveCount(0)
  await expectNoProblems(page)
  await page.goto('/register')
  await expect(page.getByRole('heading', { name: 'You need an invitation' })).toBeVisible()
  await expectNoProblems(page)

  await page.goto(`/invite/${code}`)
  await page.getByRole('link', { name: 'Create an account' }).click()
  await register(page, newPerson('Bea Lind'))
  await expect(conversations(page).getByRole('link', { name: /Lighthouse/ })).toBeVisible()
  await node.close()
  await node.smtp.stop()
})
