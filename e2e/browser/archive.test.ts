import { expect } from '@playwright/test'
import { channelLink, composer } from './chat.ts'
import { test } from './fixtures.ts'

test('an archived channel is found under "Archived" and brought back', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const { page } = ada
  const name = `Attic ${ada.username}`
  const made = await ada.context.request.post('/trpc/channels.create', { data: { kind: 'group', name } })
  const channelId = (await made.json()).result.data.id
  await expect(channelLink(page, name)).toBeVisible()
  await ada.context.request.post('/trpc/channels.archive', { data: { channelId } })
  await expect(channelLink(page, name)).toHaveCount(0)

  await page.goto('/browse')
  await expect(page.getByRole('heading', { level: 1, name: 'Browse channels' })).toBeVisible()
  await page.getByRole('radio', { name: 'Archived' }).click()
  await page.getByRole('button', { name: `Bring back ${name}` }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(channelLink(page, name)).toBeVisible()
  await expect(composer(page)).toBeVisible()
})
