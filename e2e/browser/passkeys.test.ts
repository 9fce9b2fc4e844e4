import { type BrowserContext, expect, type Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { problemsOf } from '../screenshots/page-problems.ts'
import { conversations } from './chat.ts'
import { test as base, newPerson } from './fixtures.ts'

/** A browser at the server's name: under an IP address there are no passkeys. */
const test = base.extend<{ open: () => Promise<{ page: Page; context: BrowserContext }> }>({
  open: async ({ browser, chime }, use) => {
    const contexts: BrowserContext[] = []
    await use(async () => {
      const context = await browser.newContext({ baseURL: chime.url.replace('127.0.0.1', 'localhost') })
      contexts.push(context)
      return { context, page: await context.newPage() }
    })
    for (const context of contexts) await context.close()
  },
})

/** As Chromium's virtual device keeps it, the private key included. */
type Credential = { credentialId: string; isResidentCredential: boolean; privateKey: string; signCount: number }

/** Gives the page a device like a phone: it keeps passkeys, and its owner is always willing. */
async function addAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    insert: (credential: Credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
    setVerified: (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}
const security = (page: Page) => page.getByRole('region', { name: 'Security' })

async function addPasskey(page: Page, name: string, password: string) {
  await security(page).getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Your password').fill(password)
  await page.keyboard.press('Enter')
}

async function logInWithPasskey(page: Page) {
  await page.goto('/login')
  await page.getByRole('button', { name: 'Log in with a passkey' }).click()
}

test('a passkey is added, logs in without a username, and is renamed and deleted', async ({ open }) => {
  const ada = newPerson('Ada Byron')
  const { page, context } = await open()
  await context.request.post('/trpc/auth.register', { data: ada })
  await page.goto('/settings')
  const device = await addAuthenticator(page)
  const problems = problemsOf(page)
  await addPasskey(page, 'My phone', 'not the password')
  await expect(page.getByRole('alert').getByText('This is not your password.')).toBeVisible()
  await page.getByLabel('Your password').fill(ada.password)
  await page.keyboard.press('Enter')
  const item = security(page).getByRole('listitem')
  await expect(item).toContainText('My phone')
  await expect(item).toContainText('never used')
  expect(await device.credentials()).toHaveLength(1)
  await addPasskey(page, 'The same phone', ada.password)
  await expect(page.getByRole('alert').getByText('This device has a passkey of yours already.')).toBeVisible()
  await page.keyboard.press('Escape')

  // Logging out is a cookie that is gone.
  await context.clearCookies()
  await logInWithPasskey(page)
  await expect(conversations(page)).toBeVisible()
  await page.goto('/settings')
  await expect(item).toContainText('last used')

  await page.getByRole('button', { name: 'Rename My phone' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Old phone')
  await page.keyboard.press('Enter')
  await expect(item).toContainText('Old phone')
  expect(await problems()).toEqual([])
  await page.getByRole('button', { name: 'Delete Old phone' }).click()
  await page.getByRole('button', { name: 'Delete passkey' }).click()
  await expect(item).toHaveCount(0)

  await context.clearCookies()
  await logInWithPasskey(page)
  await expect(page.getByRole('alert').getByText(/does not open an account/)).toBeVisible()
})

test('a passkey counts as both factors; without finger, face or PIN it opens nothing', async ({ open }) => {
  const ada = newPerson('Ada Byron')
  const { page, context } = await open()
  await context.request.post('/trpc/auth.register', { data: ada })
  await page.goto('/settings')
  const device = await addAuthenticator(page)
  await addPasskey(page, 'My phone', ada.password)
  await expect(security(page).getByRole('listitem')).toContainText('My phone')
  await turnTwoFactorOn(context, ada.password)

  await context.clearCookies()
  await device.setVerified(false)
  await logInWithPasskey(page)
  await expect(page.getByRole('alert').getByText(/No passkey was used/)).toBeVisible()
  await device.setVerified(true)
  await page.getByRole('button', { name: 'Log in with a passkey' }).click()
  await expect(conversations(page)).toBeVisible()
})

test('a copy of a passkey, whose count has stopped, is refused', async ({ open }) => {
  const ada = newPerson('Ada Byron')
  const [first, second] = [await open(), await open()]
  await first.context.request.post('/trpc/auth.register', { data: ada })
  await first.page.goto('/settings')
  const device = await addAuthenticator(first.page)
  await addPasskey(first.page, 'My phone', ada.password)
  await expect(security(first.page).getByRole('listitem')).toContainText('My phone')

  const [stolen] = await device.credentials()
  if (!stolen) throw new Error('the device has no passkey')
  await first.context.clearCookies()
  await logInWithPasskey(first.page)
  await expect(conversations(first.page)).toBeVisible()

  await second.page.goto('/login')
  const copy = await addAuthenticator(second.page)
  await copy.insert(stolen)
  await logInWithPasskey(second.page)
  await expect(second.page.getByRole('alert').getByText(/does not open an account/)).toBeVisible()
})

async function turnTwoFactorOn({ request }: BrowserContext, password: string) {
  const begun = await request.post('/trpc/auth.enableTwoFactor', { data: { password } })
  const { result } = await begun.json()
  const code = new TOTP({ secret: Secret.fromBase32(result.data.secret) }).generate()
  expect((await request.post('/trpc/auth.confirmTwoFactor', { data: { code } })).ok()).toBe(true)
}
