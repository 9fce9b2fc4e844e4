import { expect, type Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { problemsOf } from '../screenshots/page-problems.ts'
import { conversations } from './chat.ts'
import { type Person, test } from './fixtures.ts'

const codeOf = (secret: string, periodsLater = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + periodsLater * 30_000 })

const security = (page: Page) => page.getByRole('region', { name: 'Security' })

/** Turns it on as a person does, and reads the key beside the QR code. */
async function turnOn({ page, password }: Person) {
  await page.goto('/settings')
  await security(page).getByRole('button', { name: 'Turn on' }).click()
  await page.getByLabel('Your password').fill(password)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible()
  const key = await dialog.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()
  const secret = (key ?? '').replaceAll(' ', '')
  await dialog.getByLabel('Code', { exact: true }).fill(codeOf(secret))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Keep your recovery codes' })).toBeVisible()
  const recoveryCodes = await dialog.getByRole('listitem').allTextContents()
  expect(recoveryCodes).toHaveLength(10)
  return { secret, recoveryCodes }
}

async function enterPassword(page: Page, { username, password }: Person) {
  await page.goto('/login')
  await page.getByLabel('Username or email').fill(username)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible()
}

async function enterCode(page: Page, code: string, label = 'Code') {
  await page.getByLabel(label, { exact: true }).fill(code)
  await page.keyboard.press('Enter')
}

test('it is turned on with a QR code; the next login asks for a code, and refuses wrong and used ones', async ({
  signUp,
  visitor,
}) => {
  const ada = await signUp('Ada Byron')
  // Another tab of hers is told.
  const other = await ada.context.newPage()
  await other.goto('/')
  await expect(conversations(other)).toBeVisible()
  const problems = problemsOf(ada.page)
  const { secret } = await turnOn(ada)
  await expect(other.getByText('Two-factor is on now')).toBeVisible()

  const download = ada.page.waitForEvent('download')
  await ada.page.getByRole('link', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe('chime-recovery-codes.txt')
  await ada.page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(security(ada.page).getByText('10 recovery codes left.')).toBeVisible()
  expect(await problems()).toEqual([])

  await enterPassword(visitor, ada)
  await expect(visitor.getByLabel('Code', { exact: true })).toBeFocused()
  await enterCode(visitor, '000000')
  await expect(visitor.getByLabel('Code', { exact: true })).toHaveAccessibleDescription(/wrong, or was used/)
  // The code of this period turned it on.
  await enterCode(visitor, codeOf(secret))
  await expect(visitor.getByLabel('Code', { exact: true })).toHaveAccessibleDescription(/wrong, or was used/)
  await enterCode(visitor, codeOf(secret, 1))
  await expect(conversations(visitor)).toBeVisible()
})

test('without the phone a recovery code opens the account once', async ({ signUp, visitor }) => {
  const ada = await signUp('Ada Byron')
  const { recoveryCodes } = await turnOn(ada)
  const [first = '', second = ''] = recoveryCodes
  await enterPassword(visitor, ada)
  await visitor.getByRole('button', { name: 'Use a recovery code' }).click()
  await enterCode(visitor, first.toUpperCase(), 'Recovery code')
  await expect(conversations(visitor)).toBeVisible()

  await visitor.context().clearCookies()
  await enterPassword(visitor, ada)
  await visitor.getByRole('button', { name: 'Use a recovery code' }).click()
  await enterCode(visitor, first, 'Recovery code')
  await expect(visitor.getByLabel('Recovery code')).toHaveAccessibleDescription(/wrong, or was used/)
  await enterCode(visitor, second, 'Recovery code')
  await expect(conversations(visitor)).toBeVisible()
})

test('new recovery codes replace the old ones, and turning it off takes password and code', async ({
  signUp,
  visitor,
}) => {
  const ada = await signUp('Ada Byron')
  const { secret, recoveryCodes } = await turnOn(ada)
  const { page } = ada
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await security(page).getByRole('button', { name: 'New recovery codes' }).click()
  await page.getByLabel('Your password').fill('not the password')
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').getByText('This is not your password.')).toBeVisible()
  await page.getByLabel('Your password').fill(ada.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Keep your recovery codes' })).toBeVisible()
  const renewed = await page.getByRole('dialog').getByRole('listitem').allTextContents()
  expect(renewed.filter((code) => recoveryCodes.includes(code))).toEqual([])
  await page.getByRole('button', { name: 'I have kept them' }).click()

  await security(page).getByRole('button', { name: 'Turn off' }).click()
  await page.getByLabel('Your password').fill(ada.password)
  await page.getByLabel('Code', { exact: true }).fill(recoveryCodes[0] ?? '')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').getByText(/This code is wrong/)).toBeVisible()
  await page.getByLabel('Code', { exact: true }).fill(renewed[0] ?? '')
  await page.keyboard.press('Enter')
  await expect(security(page).getByRole('heading', { name: 'Two-factor: off' })).toBeVisible()

  await visitor.goto('/login')
  await visitor.getByLabel('Username or email').fill(ada.username)
  await visitor.getByRole('textbox', { name: 'Password' }).fill(ada.password)
  await visitor.getByRole('button', { name: 'Log in', exact: true }).click()
  await expect(conversations(visitor)).toBeVisible()
})
