import { randomUUID } from 'node:crypto'
import type { AppRouter } from '@chime/api'
import { createTRPCClient, httpLink } from '@trpc/client'

const password = 'correct horse battery staple'

/** Somebody with an account, and the calls they can make. */
export async function join(server: string, fullName: string) {
  const username = `${fullName.toLowerCase().replace(/[^a-z]+/g, '.')}.${randomUUID().slice(0, 6)}`
  const api = (token?: string) =>
    createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${server}/trpc`, headers: token ? { authorization: `Bearer ${token}` } : {} })],
    })
  const { user, token } = await api().auth.register.mutate({
    username,
    email: `${username}@example.com`,
    password,
    fullName,
  })
  const calls = api(token)
  return {
    id: user.id,
    username,
    password,
    fullName,
    api: calls,
    say: (channelId: string, content: string) =>
      calls.messages.send.mutate({ channelId, content, clientId: randomUUID() }),
  }
}

export type Person = Awaited<ReturnType<typeof join>>

const talk = [
  'Morning! Did the export finish over night?',
  'It did, 12,480 rows, nothing skipped.',
  'Then I will tell the archive people they can start.',
  'One thing: the dates before 1970 look odd. I wrote it up here: https://example.com/notes/dates',
  'Good catch. Is that only in the preview, or in the file too?',
  'Only in the preview. The file has them right, I checked thirty by hand.\nWe could ship it like that and mend the preview next week.',
  'Fine with me.',
  '👍',
  'I also made the list shorter. Before, a channel with a very long name pushed everything to the side; now it is cut with an ellipsis, and the whole name is in the tooltip.',
  'Looks much calmer. Thank you!',
]

/** A small team with a past, for pictures. */
export async function team(server: string) {
  const ada = await join(server, 'Ada Lindqvist')
  const bea = await join(server, 'Bea Okafor')
  const carl = await join(server, 'Carl Maria von Hohenfels')
  const dara = await join(server, 'Dara Singh')
  const people = [bea, carl, dara]
  const memberIds = people.map(({ id }) => id)
  const make = (by: Person, kind: 'group' | 'public', name: string, description?: string) =>
    by.api.channels.create.mutate({
      kind,
      name,
      memberIds: by === ada ? memberIds : [],
      ...(description && { description }),
    })

  const archive = await make(ada, 'public', 'archive', 'Moving the old records, box by box')
  const general = await make(ada, 'public', 'general', 'Whatever concerns everyone')
  const launch = await make(ada, 'group', 'Launch crew')
  const open = await make(bea, 'public', 'lunch', 'Who goes where, and when')
  const direct = await ada.api.channels.openDirect.mutate({ userId: bea.id })
  const second = await ada.api.channels.openDirect.mutate({ userId: carl.id })

  for (let i = 0; i < 60; i++) {
    const speaker = [ada, ...people][(i * 7) % 4] ?? ada
    await speaker.say(archive.id, talk[i % talk.length] ?? '')
  }
  await bea.say(open.id, 'Soup at one?')
  await carl.say(launch.id, 'The date stands: Thursday.')
  await bea.say(direct.id, 'Hello Ada, do you have a minute?')
  await ada.say(direct.id, 'Sure, what is it?')
  await bea.say(direct.id, 'I cannot find the list of boxes that came back last week.')
  await carl.say(second.id, 'See you on Thursday')
  await ada.api.channels.markRead.mutate({ channelId: archive.id, number: 52 })
  await ada.api.channels.markRead.mutate({ channelId: second.id, number: 1 })
  return { ada, bea, carl, dara, archive, general, launch, open, direct }
}

export type Team = Awaited<ReturnType<typeof team>>
