import type { ChimeServer } from '@chime/testing/process/chime-server'
import { startFullNode } from '@chime/testing/process/full-node'
import { test as base, expect, type Page } from '@playwright/test'
import { channelLink, conversations, expectMessage, openChannel, send, writeTo } from './chat.ts'
import { newPerson } from './fixtures.ts'

const test = base.extend<object, { community: ChimeServer }>({
  community: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const node = await startFullNode({ PEOPLE: 'community' })
      await use(node)
      await node.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

const invitationsLink = (page: Page) => conversations(page).getByRole('link', { name: /^Invitations/ })
const invitations = (page: Page) => page.getByRole('list', { name: 'Invitations' }).getByRole('listitem')

test('on a community server strangers invite, and who is invited accepts or declines', async ({
  browser,
  community,
}) => {
  const signUp = async (fullName: string) => {
    const account = newPerson(fullName)
    const context = await browser.newContext({ baseURL: community.url })
    const response = await context.request.post('/trpc/auth.register', { data: account })
    expect(response.ok()).toBe(true)
    const page = await context.newPage()
    await page.goto('/')
    await expect(conversations(page)).toBeVisible()
    return { ...account, page }
  }
  // The first one is the admin of the server, who finds everybody.
  await signUp('Grace First')
  const [ada, bea] = [await signUp('Ada Byron'), await signUp('Bea Lind')]

  await test.step('a stranger is found by the whole username alone, and asked', async () => {
    await ada.page.getByRole('button', { name: 'New message' }).first().click()
    await ada.page.getByRole('combobox', { name: 'To' }).fill('bea')
    await expect(ada.page.getByText(/Some people are found only by their whole username/)).toBeVisible()
    await ada.page.keyboard.press('Escape')
    await writeTo(ada.page, bea.username, bea)
    const waiting = ada.page.getByText('is invited, and sees what you write once they accept')
    await expect(waiting).toBeVisible()
    await send(ada.page, 'Do you remember me?')
    await expectMessage(ada.page, 'Do you remember me?')
    await expect(invitationsLink(bea.page)).toHaveAccessibleName('Invitations, 1 to answer')
    await expect(channelLink(bea.page, ada.fullName)).toHaveCount(0)
  })

  await test.step('accepting opens the conversation, and both write', async () => {
    await invitationsLink(bea.page).click()
    await expect(invitations(bea.page)).toContainText(`${ada.fullName} wants to write to you`)
    await invitations(bea.page).getByRole('button', { name: 'Accept' }).click()
    await expect(bea.page.getByRole('heading', { level: 1, name: ada.fullName })).toBeVisible()
    await expectMessage(bea.page, 'Do you remember me?')
    await expect(invitationsLink(bea.page)).toHaveCount(0)
    await expect(ada.page.getByText('is invited, and sees')).toHaveCount(0)
    await send(bea.page, 'Of course')
    await expectMessage(ada.page, 'Of course')
    await expect(channelLink(ada.page, bea.fullName)).toHaveAccessibleName(/online/)
  })

  await test.step('who is stricter is asked by everybody; the inviter sees who is, and takes it back', async () => {
    await bea.page.goto('/settings')
    const reach = bea.page.getByLabel('Without asking you')
    await expect(reach).toHaveValue('')
    await reach.selectOption('Nobody: everybody asks you first')
    await bea.page.reload()
    await expect(reach).toHaveValue('nobody')
    await ada.page.getByRole('button', { name: 'Create a channel' }).click()
    const dialog = ada.page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Lighthouse')
    await dialog.getByRole('radio', { name: /Private/ }).click()
    await dialog.getByRole('combobox', { name: 'Add people' }).fill(bea.username)
    await dialog.getByRole('option', { name: `@${bea.username}` }).click()
    await dialog.getByRole('button', { name: 'Create channel' }).click()
    await expect(ada.page.getByText('Bea Lind is invited').first()).toBeVisible()
    await expect(invitationsLink(bea.page)).toBeVisible()
    await ada.page
      .getByRole('button', { name: /^Members/ })
      .first()
      .click()
    const invited = ada.page.getByRole('list', { name: 'Invited' })
    await expect(invited).toContainText('Bea Lind')
    await invited.getByRole('button', { name: 'Take back the invitation of Bea Lind' }).click()
    await expect(invited).toHaveCount(0)
    await expect(invitationsLink(bea.page)).toHaveCount(0)
    await ada.page.getByRole('button', { name: 'Add people' }).click()
    await dialog.getByRole('combobox', { name: 'People' }).fill(bea.username)
    await dialog.getByRole('option', { name: `@${bea.username}` }).click()
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(invited).toContainText('Bea Lind')
  })

  await test.step('who was offline finds the invitation, and declines it for good', async () => {
    await bea.page.goto('about:blank')
    await bea.page.goto('/invitations')
    await expect(invitations(bea.page)).toContainText(`${ada.fullName} invites you to`)
    await expect(invitations(bea.page)).toContainText('Lighthouse')
    await invitations(bea.page).getByRole('button', { name: 'Decline' }).click()
    await expect(bea.page.getByText('Nobody is waiting for you')).toBeVisible()
    await openChannel(bea.page, ada.fullName)
    await expect(invitationsLink(bea.page)).toHaveCount(0)
    await expect(channelLink(bea.page, 'Lighthouse')).toHaveCount(0)
  })

  await test.step('who blocks is asked no more', async () => {
    const cara = await signUp('Cara Noll')
    await writeTo(cara.page, bea.username, bea)
    await invitationsLink(bea.page).click()
    await invitations(bea.page).getByRole('button', { name: 'Block Cara Noll' }).click()
    await bea.page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await expect(bea.page.getByText('Nobody is waiting for you')).toBeVisible()
  })
})
