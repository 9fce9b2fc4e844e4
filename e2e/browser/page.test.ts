// The page as a whole: its title, its columns, its history.
import { expect } from '@playwright/test'
import {
  act,
  channelLink,
  chooseAction,
  composer,
  conversations,
  expectMessage,
  openChannel,
  send,
  timeline,
  writeTo,
} from './chat.ts'
import { test } from './fixtures.ts'
import { layoutProblems } from './layout.ts'

const narrow = { width: 390, height: 844 }

test('the title keeps its count while the rest of the page comes', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  await writeTo(bea.page, ada.username, ada)
  await send(bea.page, 'one')
  await send(bea.page, 'two')
  await expect(ada.page).toHaveTitle(/^\(2\) /)
  for (const path of ['/settings', '/browse', '/threads']) {
    await ada.page.goto(path)
    await expect(ada.page).toHaveTitle(/^\(2\) /)
    const titles = await ada.page.evaluate(async () => {
      const seen = new Set<string>()
      for (const end = performance.now() + 1_000; performance.now() < end; ) {
        seen.add(document.title)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return [...seen]
    })
    expect(titles).toHaveLength(1)
  }
})

test('nothing lies over anything, and nothing is beyond the window, at any width', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea With-a-name-of-some-length Lindqvist-Abernathy')
  const { page } = ada
  const data = { kind: 'public', name: `a-channel-whose-name-is-as-long-as-they-are-let-to-be-${Date.now()}` }
  const made = await ada.context.request.post('/trpc/channels.create', { data })
  const { id } = (await made.json()).result.data
  await bea.context.request.post('/trpc/channels.join', { data: { channelId: id } })
  const content = `A long word: ${'w'.repeat(300)} and a link https://example.org/${'a'.repeat(200)}`
  await bea.context.request.post('/trpc/messages.send', {
    data: { channelId: id, clientId: crypto.randomUUID(), content },
  })
  const open = async () => {
    await page.goto(`/c/${id}`)
    await expectMessage(page, 'A long word')
  }
  const scenes: Record<string, () => Promise<void>> = {
    conversation: open,
    async members() {
      await open()
      await page.getByRole('button', { name: /^Members/ }).click()
      await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
    },
    async reply() {
      await open()
      await act(timeline(page).getByRole('article').filter({ hasText: 'A long word' }), 'Reply')
      await page.mouse.move(1, 1)
    },
    async menu() {
      await open()
      await page.getByRole('button', { name: 'Conversation menu' }).click()
      await expect(page.getByRole('menu')).toBeVisible()
    },
    async invites() {
      await open()
      await page.getByRole('button', { name: 'Conversation menu' }).click()
      await page.getByRole('menuitem', { name: /[Ii]nvite link/ }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /[Cc]reate/ })
        .click()
      await expect(
        page
          .getByRole('dialog')
          .getByRole('button', { name: /[Cc]opy/ })
          .first(),
      ).toBeVisible()
    },
    settings: async () => void (await page.goto('/settings')),
    browse: async () => void (await page.goto('/browse')),
  }
  for (const [name, show] of Object.entries(scenes)) {
    await page.setViewportSize({ width: 1280, height: 800 })
    await show()
    for (const width of [320, 390, 768, 820, 1024, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 })
      await expect.poll(() => layoutProblems(page), { message: `${name} at ${width}`, timeout: 5_000 }).toEqual([])
    }
  }
})

test('on a phone, Back closes what is open before it leaves the conversation', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const { page } = ada
  await writeTo(page, bea.username, bea)
  await send(page, 'hello')
  await expectMessage(page, 'hello')
  await page.setViewportSize(narrow)
  const conversation = page.getByRole('heading', { level: 1, name: bea.fullName })
  const settled = () => page.waitForTimeout(300)

  await test.step('a panel', async () => {
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page.getByRole('search').first()).toBeVisible()
    await settled()
    await page.goBack()
    await expect(page.getByRole('search')).toHaveCount(0)
    await expect(conversation).toBeVisible()
  })
  await test.step('a dialog', async () => {
    await chooseAction(timeline(page).getByRole('article').filter({ hasText: 'hello' }), 'Delete')
    await expect(page.getByRole('dialog')).toBeVisible()
    await settled()
    await page.goBack()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(conversation).toBeVisible()
  })
  await test.step('what was closed by its own button needs no Back', async () => {
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page.getByRole('search').first()).toBeVisible()
    await settled()
    await page
      .getByRole('button', { name: /^Close/ })
      .first()
      .click()
    await expect(page.getByRole('search')).toHaveCount(0)
    await settled()
    await page.goBack()
    await expect(conversation).toBeHidden()
  })
})

test('Enter confirms, arrows walk a toolbar, and folds are kept', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const { page } = ada
  await writeTo(page, bea.username, bea)
  await send(page, 'to be deleted')
  await expectMessage(page, 'to be deleted')
  const row = timeline(page).getByRole('article').filter({ hasText: 'to be deleted' })

  await row.hover()
  const buttons = row.getByRole('toolbar').getByRole('button')
  await expect(row.getByRole('toolbar').locator('[tabindex="0"]')).toHaveCount(1)
  await buttons.first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(buttons.nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(buttons.last()).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(buttons.first()).toBeFocused()

  await chooseAction(row, 'Delete')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(timeline(page).getByText('This message was deleted.')).toBeVisible()

  await page.getByRole('button', { name: 'Direct messages' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Direct messages' })).toHaveAttribute('aria-expanded', 'false')
})

test('a link to a message here opens in the same window', async ({ signUp }) => {
  const ada = await signUp('Ada Byron')
  const bea = await signUp('Bea Lind')
  const { page } = ada
  await writeTo(page, bea.username, bea)
  await send(page, 'the first')
  await expectMessage(page, 'the first')
  await send(page, `see ${page.url()}/1`)
  await expectMessage(page, 'see ')
  const linkTo = (end: string) =>
    timeline(page).locator(`article:has-text("see ") a[target=_blank][href$="${end}"]`).first()
  await linkTo('/1').click()
  await expect(page).toHaveURL(/\/1$/)
  expect(ada.context.pages()).toHaveLength(1)
  await expect(composer(page)).toBeVisible()
  await openChannel(page, bea.fullName)
  await expect(channelLink(page, bea.fullName)).toBeVisible()
  await expect(conversations(page)).toBeVisible()
})
