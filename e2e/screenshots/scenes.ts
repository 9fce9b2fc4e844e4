import { expect, type Page } from '@playwright/test'
import { conversations, send, timeline } from '../browser/chat.ts'
import { channelScenes } from './channel-scenes.ts'
import { logIn, openConversation, type Scene, signUp, toSidebar } from './fixture.ts'
import { panelScenes } from './panel-scenes.ts'
import { securityScenes } from './security-scenes.ts'

export const scenes: readonly Scene[] = [
  { name: 'login', show: async (page) => void (await page.goto('/login')) },
  {
    name: 'login-refused',
    async show(page, { username }) {
      await page.goto('/login')
      await page.getByLabel('Username or email').fill(username)
      await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByText(/do not match/).waitFor()
    },
  },
  { name: 'register', show: async (page) => void (await page.goto('/register')) },
  {
    name: 'register-refused',
    async show(page) {
      await page.goto('/register')
      await page.getByRole('button', { name: 'Create account' }).click()
      await expect(page.getByLabel('Username')).toHaveAttribute('aria-invalid', 'true')
    },
  },
  {
    name: 'empty',
    async show(page) {
      await signUp(page)
      await expect(conversations(page)).toBeVisible()
    },
  },
  {
    name: 'home',
    async show(page, fixture) {
      await logIn(page, fixture)
      await toSidebar(page)
    },
  },
  { name: 'channel', show: (page, fixture) => openConversation(page, fixture, 'engineering') },
  { name: 'announcements', show: (page, fixture) => openConversation(page, fixture, 'announcements') },
  {
    name: 'direct',
    async show(page, fixture) {
      await logIn(page, fixture)
      await toSidebar(page)
      await conversations(page)
        .getByRole('link', { name: /, (online|away|busy|offline)/ })
        .first()
        .click()
      await expect(timeline(page).getByRole('article').first()).toBeVisible()
    },
  },
  {
    name: 'further-up',
    async show(page, fixture) {
      await openConversation(page, fixture, 'general')
      await timeline(page).evaluate((element) => element.scrollTo(0, element.scrollHeight / 3))
      await page.getByRole('button', { name: /^Jump to latest$|new messages?$/ }).waitFor()
    },
  },
  {
    name: 'browse',
    async show(page, fixture) {
      await logIn(page, fixture, '/browse')
      await page.getByRole('list', { name: 'Channels' }).getByRole('listitem').first().waitFor()
    },
  },
  {
    name: 'new-channel',
    async show(page, fixture) {
      await logIn(page, fixture)
      await toSidebar(page)
      await page.getByRole('button', { name: 'Create a channel' }).first().click()
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'new-message',
    async show(page, fixture) {
      await logIn(page, fixture)
      await toSidebar(page)
      await page.getByRole('button', { name: 'New message' }).first().click()
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'members',
    async show(page, fixture) {
      await openConversation(page, fixture, 'engineering')
      await page.getByRole('button', { name: /^Members/ }).click()
      await page.getByRole('heading', { name: 'Members' }).waitFor()
      await page
        .getByRole('button', { name: /^Actions for/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'my-menu',
    async show(page, fixture) {
      await logIn(page, fixture)
      await toSidebar(page)
      await page.getByRole('button', { name: /your menu/ }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'settings',
    async show(page, fixture) {
      await logIn(page, fixture, '/settings')
      await page.getByRole('heading', { level: 1 }).waitFor()
    },
  },
  {
    name: 'offline',
    async show(page, fixture) {
      await openConversation(page, fixture, 'random')
      await page.context().setOffline(true)
      await send(page, 'This waits until the train is out of the tunnel.')
      await page
        .getByRole('status')
        .filter({ hasText: /offline|reconnecting/i })
        .waitFor()
    },
  },
  {
    name: 'failed-send',
    async show(page, fixture) {
      await refuseSends(page)
      await openConversation(page, fixture, 'product')
      await send(page, 'I was just about to say something clever')
      await page.getByText(/^Not sent/).waitFor()
    },
  },
  { name: 'not-found', show: async (page) => void (await page.goto('/no/such/page')) },
  {
    name: 'no-such-conversation',
    async show(page, fixture) {
      await logIn(page, fixture, '/c/00000000-0000-4000-8000-000000000000')
      await page.getByRole('heading', { name: 'There is no such conversation' }).waitFor()
    },
  },
  ...channelScenes,
  ...panelScenes,
  ...securityScenes,
]

/** Makes all sends of this page fail, as if the server refused them. */
async function refuseSends(page: Page): Promise<void> {
  const data = { code: 'FORBIDDEN', httpStatus: 403, path: 'messages.send', reason: 'FORBIDDEN' }
  await page.routeWebSocket(/\/trpc/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((frame) => {
      // Calls that are made together go out as one list.
      const calls: unknown[] = /^[[{]/.test(frame.toString()) ? [JSON.parse(frame.toString())].flat() : []
      const refused = calls.filter(isSend)
      if (refused.length === 0) return server.send(frame)
      for (const { id } of refused)
        socket.send(JSON.stringify({ id, error: { code: -32003, message: 'You may not write here', data } }))
      server.send(JSON.stringify(calls.filter((call) => !isSend(call))))
    })
  })
}

function isSend(call: unknown): call is { id: number } {
  if (typeof call !== 'object' || call === null || !('id' in call) || !('params' in call)) return false
  const { params } = call
  return typeof params === 'object' && params !== null && 'path' in params && params.path === 'messages.send'
}
