import 'server-only'
import { createHash } from 'node:crypto'
import { createChime, mintSession, type Snapshot } from '@chime/client'
import { env } from '../env.ts'
import { type ShopUser, staff } from '../shop/users.ts'

/** What a page needs to show a conversation: everything but the key. */
export type ChatSession = { url: string; token: string; channelId: string; initial: Snapshot }

/** Signs a user of the shop in to Chime. The first time, this creates them there. */
const signIn = (user: ShopUser) =>
  mintSession(env.chimeUrl(), env.chimeKey(), { externalId: `shop-${user.id}`, fullName: user.name })

const clientOf = (token: string) => createChime({ url: env.chimeUrl(), token, storage: null })

/**
 * The conversation of a customer with the shop: a private group of the customer and the staff. The first of the staff
 * owns it. What it begins with is read here, so the page shows it before any script has run.
 */
export async function supportSession(customer: ShopUser): Promise<ChatSession> {
  const [me, ...agents] = await Promise.all([customer, ...staff()].map(signIn))
  const [owner] = agents
  if (!me || !owner) throw new Error('The shop has no staff')
  const group = await clientOf(owner.token).trpc.channels.create.mutate({
    kind: 'group',
    name: customer.name,
    memberIds: [me.user.id, ...agents.map(({ user }) => user.id)],
    // The same for the same customer: then this is the group that was made before.
    clientId: uuidOf(`support of ${customer.id}`),
  })
  return { channelId: group.id, ...(await sessionOf(me, group.id)) }
}

/** What the staff see: all conversations, the given one open. */
export async function deskSession(agent: ShopUser): Promise<Omit<ChatSession, 'channelId'>> {
  return sessionOf(await signIn(agent), null)
}

async function sessionOf({ user, token }: Awaited<ReturnType<typeof signIn>>, channelId: string | null) {
  const { trpc } = clientOf(token)
  const [channels, messages] = await Promise.all([
    trpc.channels.list.query(),
    channelId === null ? null : trpc.messages.list.query({ channelId, limit: 30 }),
  ])
  const timelines = channelId !== null && messages ? { [channelId]: messages } : {}
  return { url: env.chimeUrl(), token, initial: { me: user, channels, timelines } }
}

/** A UUID that is always the same for the same text. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex')
  return hash.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}
