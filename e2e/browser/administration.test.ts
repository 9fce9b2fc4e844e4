import { startFullNode } from '@chime/testing/process/full-node'
import { expect } from '@playwright/test'
import { problemsOf } from '../screenshots/page-problems.ts'
import { newPerson, test } from './fixtures.ts'

test('who opens the printed link of a new server registers and becomes its admin', async ({ browser }) => {
  const node = await startFullNode({ FIRST_ADMIN: 'link' })
  const context = await browser.newContext({ baseURL: node.url })
  const page = await context.newPage()
  const problems = problemsOf(page)
  const link = () => /\/claim\/[\w-]{43}/.exec(node.output())?.[0] ?? ''
  await expect.poll(link).not.toBe('')
  const { fullName, username, email, password } = newPerson('Ada First')

  await page.goto(link())
  await page.getByLabel('Full name').fill(fullName)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText(`You are logged in as ${username}`)).toBeVisible()
  expect(await problems()).toEqual([])
  await page.getByRole('button', { name: 'Become admin' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Administration' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Audit log' })).toContainText(`${username} became the first admin`)

  await page.goto(link())
  await page.getByRole('button', { name: 'Become admin' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This link is used up' })).toBeVisible()
  await context.close()
  await node.close()
})

test('an admin finds people, gives a role, suspends and lets in again, and reads about it in the audit log', async ({
  admin,
  signUp,
}) => {
  const bea = await signUp('Bea Moderates')
  const { page } = await admin()
  const problems = problemsOf(page)
  await page.goto('/admin')
  const people = page.getByRole('list', { name: 'People', exact: true })
  const row = people.getByRole('listitem').filter({ hasText: bea.fullName })
  await expect(people).toBeVisible()

  await test.step('search', async () => {
    await page.getByRole('searchbox', { name: 'Search people' }).fill('nobody has this name')
    await expect(page.getByText('Nobody was found.')).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search people' }).fill(bea.username)
    await expect(people.getByRole('listitem')).toHaveCount(1)
  })

  await test.step('a role, whose owner finds the page at once', async () => {
    await row.getByRole('combobox', { name: `Role of ${bea.fullName}` }).selectOption('Moderator')
    await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click()
    await expect(row.getByRole('combobox')).toHaveValue('moderator')
    await bea.page.getByRole('button', { name: /your menu/ }).click()
    await bea.page.getByRole('menuitem', { name: 'Administration' }).click()
    await expect(bea.page.getByRole('list', { name: 'People', exact: true })).toBeVisible()
    await expect(bea.page.getByRole('heading', { name: 'Filters' })).toHaveCount(0)
    expect(await problemsOf(bea.page)()).toEqual([])
  })

  await test.step('suspension, by keyboard', async () => {
    await row.getByRole('button', { name: `Suspend ${bea.fullName}` }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).focus()
    await page.keyboard.press('Enter')
    await expect(row.getByText('suspended', { exact: true })).toBeVisible()
    await row.getByRole('button', { name: `Let in again: ${bea.fullName}` }).click()
    await expect(row.getByText('suspended', { exact: true })).toHaveCount(0)
  })

  await test.step('the only admin stays', async () => {
    await page.getByRole('combobox', { name: 'Which people' }).selectOption('Admins')
    await page.getByRole('searchbox', { name: 'Search people' }).fill('')
    const mine = people.getByRole('listitem').filter({ has: page.getByText('you', { exact: true }) })
    await expect(people.getByRole('listitem')).toHaveText([/you/])
    await mine.getByRole('combobox').selectOption('User')
    await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click()
    await expect(page.getByRole('dialog')).toContainText('the only admin')
    await page.keyboard.press('Escape')
  })

  await test.step('the audit log', async () => {
    const log = page.getByRole('list', { name: 'Audit log' })
    await expect(log).toContainText(`changed the role of ${bea.username} from user to moderator`)
    await expect(log).toContainText(`let in again ${bea.username}`)
  })
  expect(await problems()).toEqual([])
})

test('what an admin filters cannot be written, until the filter is gone', async ({ admin, signUp }) => {
  const cem = await signUp('Cem Writes')
  const { page } = await admin()
  await page.goto('/admin')
  const filters = page.getByRole('list', { name: 'Filters' })
  await expect(page.getByText('There are none: everything may be written.')).toBeVisible()
  await page.getByLabel('Pattern').fill('a*b')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '* may only stand' })).toBeVisible()
  await page.getByLabel('Pattern').fill('casino*')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await expect(filters.getByRole('listitem').filter({ hasText: 'casino*' })).toBeVisible()

  const rename = () => cem.context.request.post('/trpc/users.update', { data: { statusText: `CASÍNOS ${Date.now()}` } })
  const refused = await rename()
  expect(refused.status()).toBe(400)
  expect(await refused.text()).toContain('“casino” may not be written here')

  await filters.getByRole('button', { name: 'Edit casino*' }).click()
  await filters.getByLabel('Pattern').fill('roulette')
  await filters.getByRole('button', { name: 'Save' }).click()
  await expect(filters.getByText('roulette')).toBeVisible()
  expect((await rename()).ok()).toBe(true)
  await filters.getByRole('button', { name: 'Delete roulette' }).click()
  await expect(filters).toHaveCount(0)
})
