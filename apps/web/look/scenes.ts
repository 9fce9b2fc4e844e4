import type { Page } from 'playwright-core'
import type { Team } from './team.ts'

export type Scene = {
  name: string
  /** Nobody is logged in. */
  stranger?: boolean
  path: (team: Team) => string
  /** What is done on the page before the picture. */
  act?: (page: Page, team: Team) => Promise<unknown>
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first()
const menu = async (page: Page, name: string | RegExp, item: string) => {
  await button(page, name).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const archive = ({ archive }: Team) => `/c/${archive.id}`
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

export const scenes: Scene[] = [
  { name: 'login', stranger: true, path: () => '/login' },
  {
    name: 'login-refused',
    stranger: true,
    path: () => '/login',
    act: async (page) => {
      await page.getByLabel('Username or email').fill('nobody')
      await page.getByRole('textbox', { name: 'Password' }).fill('not the one')
      await button(page, 'Log in').click()
      await page.getByText('These do not match').waitFor()
    },
  },
  { name: 'register', stranger: true, path: () => '/register' },
  {
    name: 'register-refused',
    stranger: true,
    path: () => '/register',
    act: async (page, { ada }) => {
      await button(page, 'Create account').click()
      await page.getByLabel('Username').fill(ada.username)
      await page.getByLabel('Email').fill('somebody.else@example.com')
      await page.getByRole('textbox', { name: 'Password' }).fill('short')
      await page.getByLabel('Full name').focus()
    },
  },
  { name: 'home', path: () => '/' },
  { name: 'channel-unread', path: archive },
  { name: 'direct', path: ({ direct }) => `/c/${direct.id}` },
  { name: 'permalink', path: (team) => `${archive(team)}/20` },
  {
    name: 'message-actions',
    path: archive,
    act: async (page) => {
      await page.getByRole('article').last().hover()
      await page
        .getByRole('button', { name: /copy link/i })
        .first()
        .hover()
      await page.waitForTimeout(600)
    },
  },
  { name: 'channel-menu', path: archive, act: (page) => button(page, 'Conversation menu').click() },
  { name: 'channel-edit', path: archive, act: (page) => menu(page, 'Conversation menu', 'Edit name and description') },
  { name: 'channel-leave', path: archive, act: (page) => menu(page, 'Conversation menu', 'Leave') },
  { name: 'members', path: archive, act: (page) => button(page, /^Members/).click() },
  {
    name: 'members-add',
    path: archive,
    act: async (page) => {
      await button(page, /^Members/).click()
      await button(page, 'Add people').click()
    },
  },
  { name: 'looking-on', path: ({ open }) => `/c/${open.id}` },
  { name: 'empty-channel', path: ({ general }) => `/c/${general.id}` },
  {
    name: 'typing',
    path: ({ direct }) => `/c/${direct.id}`,
    act: async (page, { bea, direct }) => {
      await bea.api.channels.typing.mutate({ channelId: direct.id })
      await composer(page).fill('A text of\nthree lines\nthat makes the field grow')
      await page
        .getByText(/typing…/)
        .first()
        .waitFor({ state: 'attached' })
    },
  },
  {
    name: 'offline',
    path: ({ direct }) => `/c/${direct.id}`,
    act: async (page) => {
      await page.context().setOffline(true)
      await composer(page).fill('Written in a tunnel')
      await composer(page).press('Enter')
      await page.getByText(/Offline/).waitFor({ timeout: 20_000 })
    },
  },
  { name: 'browse', path: () => '/browse', act: (page) => page.getByText('lunch').first().waitFor() },
  {
    name: 'browse-nothing',
    path: () => '/browse',
    act: (page) => page.getByRole('searchbox').or(page.getByPlaceholder('Search by name')).first().fill('zzz'),
  },
  { name: 'settings', path: () => '/settings', act: (page) => page.getByText('this one').waitFor() },
  { name: 'profile', path: () => '/settings', act: (page) => button(page, 'Edit profile').click() },
  { name: 'missing', path: () => '/c/00000000-0000-4000-8000-000000000000' },
  { name: 'not-found', path: () => '/nothing/here' },
  { name: 'new-message', path: () => '/', act: (page) => button(page, 'New message').click() },
  { name: 'new-channel', path: () => '/', act: (page) => button(page, 'Create a channel').click() },
  { name: 'my-menu', path: () => '/', act: (page) => button(page, /your menu/).click() },
]
