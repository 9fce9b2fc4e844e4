import { expect, type Page } from '@playwright/test'
import { composer, conversations, tabTo } from './chat.ts'
import { newPerson, test } from './fixtures.ts'

async function fillRegistration(page: Page, account: ReturnType<typeof newPerson>) {
  await page.goto('/register')
  await page.getByLabel('Full name').fill(account.fullName)
  await page.getByLabel('Username').fill(account.username)
  await page.getByLabel('Email').fill(account.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password)
}

test('a wrong password is refused in words, and the right one then works', async ({ signUp, visitor }) => {
  const ada = await signUp('Ada Byron')
  await visitor.goto('/login')
  await visitor.getByLabel('Username or email').fill(ada.username)
  await visitor.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await visitor.getByRole('button', { name: 'Log in' }).click()
  await expect(visitor.getByText(/do not match an account/)).toBeVisible()
  await expect(visitor).toHaveURL(/\/login/)

  await visitor.getByRole('textbox', { name: 'Password' }).fill(ada.password)
  await visitor.getByRole('button', { name: 'Log in' }).click()
  await expect(conversations(visitor)).toBeVisible()
})

test('a taken username is refused on its field', async ({ signUp, visitor }) => {
  const ada = await signUp('Ada Byron')
  await fillRegistration(visitor, { ...newPerson('Other Ada'), username: ada.username.toUpperCase() })
  await visitor.getByRole('button', { name: 'Create account' }).click()
  await expect(visitor.getByLabel('Username')).toHaveAccessibleDescription(/has this username/)
})

test('a short password is refused before anything is sent', async ({ visitor }) => {
  const calls: string[] = []
  visitor.on('request', (request) => {
    if (request.url().includes('/trpc/')) calls.push(request.url())
  })
  await fillRegistration(visitor, { ...newPerson('Ada Byron'), password: 'short' })
  await visitor.getByRole('button', { name: 'Create account' }).click()
  await expect(visitor.getByRole('textbox', { name: 'Password' })).toHaveAccessibleDescription(/at least 10/)
  expect(calls).toEqual([])
})

test('who is not signed in is asked to, and comes back to the page that was wanted', async ({ signUp, visitor }) => {
  const ada = await signUp('Ada Byron')
  await visitor.goto('/browse')
  await expect(visitor).toHaveURL(/\/login\?next=/)
  await visitor.getByLabel('Username or email').fill(ada.username)
  await visitor.getByRole('textbox', { name: 'Password' }).fill(ada.password)
  await visitor.keyboard.press('Enter')
  await expect(visitor.getByRole('heading', { name: 'Browse channels' })).toBeVisible()
})

test('one can log in and write with the keyboard alone', async ({ signUp, visitor: page }) => {
  const ada = await signUp('Ada Byron')
  await page.goto('/login')
  await expect(page.getByLabel('Username or email')).toBeFocused()
  await page.keyboard.type(ada.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ada.password)
  await page.keyboard.press('Enter')
  await expect(conversations(page)).toBeVisible()

  await tabTo(page, page.getByRole('button', { name: 'Create a channel' }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(`Keyboard ${ada.username}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: `Keyboard ${ada.username}` })).toBeVisible()
  await tabTo(page, composer(page))
  await page.keyboard.type('No mouse was harmed')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log').getByText('No mouse was harmed')).toBeVisible()
})

test('a reload keeps the session; logging out ends it in every tab', async ({ signUp }) => {
  const { page, context, fullName } = await signUp('Ada Byron')
  await expect(conversations(page)).toBeVisible()
  await page.reload()
  await expect(conversations(page)).toBeVisible()

  const other = await context.newPage()
  await other.goto('/')
  await expect(conversations(other)).toBeVisible()

  await page.getByRole('button', { name: new RegExp(`${fullName}.*your menu`) }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await expect(page).toHaveURL(/\/login/)
  await expect(other).toHaveURL(/\/login/)
  await page.goto('/')
  await expect(page).toHaveURL(/\/login/)
})

test('all other devices are signed out at once, and their pages go to the login', async ({ signUp, visitor }) => {
  const { page, username, password } = await signUp('Ada Byron')
  await visitor.goto('/login')
  await visitor.getByLabel('Username or email').fill(username)
  await visitor.getByRole('textbox', { name: 'Password' }).fill(password)
  await visitor.keyboard.press('Enter')
  await expect(conversations(visitor)).toBeVisible()

  await page.goto('/settings')
  const devices = page.getByRole('region', { name: 'Where you are logged in' })
  await expect(devices.getByRole('listitem')).toHaveCount(2)
  await expect(devices.getByText('this one')).toHaveCount(1)
  await devices.getByRole('button', { name: 'Sign out all others' }).click()
  await expect(devices.getByRole('listitem')).toHaveCount(1)
  await expect(devices.getByRole('button', { name: 'Sign out all others' })).toBeHidden()
  await expect(visitor).toHaveURL(/\/login/)
  await expect(conversations(page)).toBeVisible()
})

test('an address that does not exist gets a page that says so, with the right status', async ({ signUp, visitor }) => {
  const response = await visitor.goto('/no/such/page')
  expect(response?.status()).toBe(404)
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText(/nothing here/)

  const { page } = await signUp('Ada Byron', { path: '/c/00000000-0000-4000-8000-000000000000' })
  await expect(page.getByRole('heading', { name: 'There is no such conversation' })).toBeVisible()
})
