import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { connect, register } from '@chime/testing/stock-client'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser, serveGallery } from '../../gallery/browser.ts'
import { row } from './dialogs.ts'

export type Person = Awaited<ReturnType<typeof signUp>>

/** A channel in which Ada is an admin and has her pages open. Ben owns it, and does what comes from outside. */
export type Scene = { ada: Person; ben: Person; zoe: Person; channelId: string; name: string; context: BrowserContext }

async function signUp(server: ChimeServer, fullName: string) {
  const { user, token } = await register(server.url, fullName.split(' ')[0]?.toLowerCase() ?? 'person')
  const { trpc } = connect(server.url, token)
  await trpc.users.update.mutate({ fullName })
  return { user, token, trpc }
}

export const say = ({ trpc }: Person, channelId: string, content: string) =>
  trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content })

/** A gallery, a node and a browser. `scene` begins a new channel; `open` opens another page of Ada in it. */
export async function stage() {
  const [gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  const server = await startChimeServer({ ALLOWED_ORIGINS: new URL(gallery.url).origin })
  let scenes = 0

  async function scene(): Promise<Scene> {
    const named = (name: string) => signUp(server, name)
    const [ada, ben, zoe] = [await named('Ada Byron'), await named('Ben Okri'), await named('Zoe Last')]
    await named('Dan Soon')
    const name = `Scene ${++scenes}`
    const memberIds = [ada.user.id, zoe.user.id]
    const { id: channelId } = await ben.trpc.channels.create.mutate({ kind: 'group', name, memberIds })
    await ben.trpc.members.setRole.mutate({ channelId, userId: ada.user.id, role: 'admin' })
    await ada.trpc.channels.create.mutate({ kind: 'group', name: 'Elsewhere', memberIds: [ben.user.id] })
    const { number } = await say(ada, channelId, 'of ada, not yet right')
    await ada.trpc.messages.edit.mutate({ channelId, number, content: 'of ada' })
    await say(ben, channelId, 'of ben')
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } })
    context.setDefaultTimeout(30_000)
    return { ada, ben, zoe, channelId, name, context }
  }

  async function open({ ada, channelId, name, context }: Scene): Promise<Page> {
    const page = await context.newPage()
    const query = new URLSearchParams({ scene: 'connected-app', url: server.url, token: ada.token, channel: channelId })
    await page.goto(`${gallery.url}?${query}`)
    await page.getByRole('link', { name: new RegExp(`^${name}\\b`) }).click()
    await row(page, 'of ben').waitFor()
    return page
  }

  async function close() {
    await browser.close()
    await gallery.close()
    await server.close()
  }
  return { scene, open, close }
}

type Happening = { happen: () => Promise<unknown> /** What the pages show of it. */; seen: string | RegExp }

/** Everything that may come from outside, in this order. */
export function happenings({ ada, ben, channelId, name, context }: Scene): Record<string, Happening> {
  const { user } = ada
  return {
    'others write': { happen: () => say(ben, channelId, 'news of ben'), seen: 'news of ben' },
    'somebody is renamed': {
      happen: () => ada.trpc.users.update.mutate({ fullName: 'Ada Anew' }),
      seen: 'Ada Anew',
    },
    'the channel is renamed': {
      happen: () => ben.trpc.channels.update.mutate({ channelId, name: `${name} anew` }),
      seen: / anew$/,
    },
    'the messages are deleted': {
      happen: async () => {
        for (const { number, content } of (await ben.trpc.messages.list.query({ channelId })).messages)
          if (/^of /.test(content)) await ben.trpc.messages.delete.mutate({ channelId, number })
      },
      seen: 'This message was deleted.',
    },
    'rights are taken': {
      happen: async () => {
        await ben.trpc.members.setRole.mutate({ channelId, userId: user.id, role: 'member' })
        await say(ben, channelId, 'ada is a member')
      },
      seen: 'ada is a member',
    },
    'the connection breaks': { happen: () => context.setOffline(true), seen: /offline|reconnecting/i },
    'the channel is archived': {
      happen: async () => {
        await context.setOffline(false)
        await ben.trpc.channels.archive.mutate({ channelId })
      },
      seen: 'This channel is archived.',
    },
    'one is removed': {
      happen: async () => {
        await ben.trpc.channels.unarchive.mutate({ channelId })
        await ben.trpc.members.remove.mutate({ channelId, userId: user.id })
      },
      seen: 'You are not in this conversation any more.',
    },
  }
}
