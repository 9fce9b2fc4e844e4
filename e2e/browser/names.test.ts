import type { BrowserContext } from '@playwright/test'
import { expect } from '@playwright/test'
import { composer, openChannel, writeTo } from './chat.ts'
import { test } from './fixtures.ts'

async function call<Answer>(context: BrowserContext, path: string, data: object): Promise<Answer> {
  const response = await context.request.post(`/trpc/${path}`, { data })
  expect(response.ok(), await response.text()).toBe(true)
  return (await response.json()).result.data
}

test('people are found and offered however their names are written; a name turns nothing; who is suspended is not offered', async ({
  admin,
  signUp,
}) => {
  const ada = await signUp('Ada Byron')
  const asa = await signUp('Asa Lund')
  const eve = await signUp('Eve Gone')
  const name = `Åsa Lund ${process.pid}`
  const me = await call<{ id: string }>(asa.context, 'users.update', {
    fullName: `${name}\u202e`,
    timeZone: 'Asia/Tokyo',
  })
  const gone = await call<{ id: string }>(eve.context, 'users.update', { statusText: 'here' })
  const channel = `Names ${process.pid}`
  await call(ada.context, 'channels.create', { kind: 'group', name: channel, memberIds: [me.id, gone.id] })
  const first = await admin()
  await call(first.context, 'admin.suspend', { userId: gone.id })
  const { page } = ada

  await test.step('after an @', async () => {
    await openChannel(page, channel)
    await composer(page).pressSequentially('@ＡＳＡ')
    await expect(page.getByRole('option', { name })).toBeVisible()
    await composer(page).fill('')
    await composer(page).pressSequentially(`@${eve.username.slice(0, 5)}`)
    await expect(page.getByRole('option')).toHaveCount(0)
    await composer(page).fill('')
  })

  await test.step('for a new message', async () => {
    await page.getByRole('button', { name: 'New message' }).first().click()
    await page.getByRole('combobox', { name: 'To' }).fill(eve.username)
    await expect(page.getByText(`Nobody is called “${eve.username}”.`)).toBeVisible()
    await page.keyboard.press('Escape')
    await writeTo(page, name.toUpperCase(), { username: asa.username, fullName: name })
    await expect(page).toHaveTitle(new RegExp(`${name} · Chime$`))
  })

  await test.step('in a profile: the local time, and that they are suspended', async () => {
    await openChannel(page, channel)
    await page
      .getByRole('button', { name: /3 members|Members/ })
      .first()
      .click()
    await page.getByRole('button', { name, exact: true }).click()
    await expect(page.getByRole('dialog')).toContainText('where they are')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('listitem').filter({ hasText: eve.fullName })).toContainText('suspended')
  })
})
