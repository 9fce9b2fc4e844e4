import type { Me, Message, User } from '@chime/protocol'
import type { TimelineItem } from './ui.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const user = (n: number, username: string, fullName: string | null, statusText: string | null = null): User => ({
  id: id(n),
  username,
  fullName,
  avatarUrl: null,
  statusText,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
})

export const me: Me = {
  ...user(1, 'noor', 'Noor Haddad', 'Shipping the importer'),
  email: 'noor@example.org',
  emailVerified: true,
  role: 'user',
  lastLoginAt: null,
  twoFactor: false,
}

export const people: User[] = [
  me,
  user(2, 'ines.marin', 'Inês Marín'),
  user(3, 'tobias', 'Tobias Weller'),
  user(4, 'kaito', 'Kaito Mori'),
  user(5, 'amara', 'Amara Okafor'),
  user(6, 'lev_k', null),
  user(7, 'sara', 'سارة حداد'),
  user(8, 'build-bot', 'Build'),
  user(9, 'maximiliana', 'Maximiliana Featherstonehaugh-Cholmondeley'),
]

export const userById = (userId: string) => people.find((person) => person.id === userId) ?? null

export const channelId = id(900)

/** Minutes before now, so that the gallery always shows today. */
export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

export function sent(
  number: number,
  userId: string | null,
  createdAt: string,
  content: string,
  over: Partial<Message> = {},
): TimelineItem {
  return {
    state: 'sent',
    message: {
      channelId,
      number,
      revision: number,
      kind: 'user',
      clientId: id(100_000 + number),
      userId,
      content,
      createdAt,
      editedAt: null,
      deletedAt: null,
      metadata: {},
      replyTo: null,
      thread: null,
      reactions: [],
      mentions: { userIds: [], everyone: null },
      attachments: [],
      pinned: false,
      poll: null,
      previews: [],
      forwarded: null,
      ...over,
    },
  }
}

const day = 24 * 60
const [, ines, tobias, kaito, amara, lev, sara, bot] = people.map((person) => person.id)

/** A conversation with everything that a message list has to show. */
export const conversation: TimelineItem[] = [
  sent(1, null, minutesAgo(day + 90), 'Noor Haddad created the channel', { kind: 'system' }),
  sent(
    2,
    ines ?? null,
    minutesAgo(day + 80),
    'Morning! I moved the importer notes here so we have one place for them.',
  ),
  sent(
    3,
    ines ?? null,
    minutesAgo(day + 79),
    'The short version: rows arrive in batches of 500, and a batch that fails is retried row by row.',
  ),
  sent(
    4,
    tobias ?? null,
    minutesAgo(day + 60),
    'Read it. Two questions:\n\n1. What happens to a row that fails twice?\n2. Who gets told?',
  ),
  sent(
    5,
    me.id,
    minutesAgo(day + 58),
    'It goes to the side table with the reason, and the owner of the import gets one mail at the end, not one per row.',
  ),
  sent(6, tobias ?? null, minutesAgo(day + 57), '👍'),
  sent(
    7,
    kaito ?? null,
    minutesAgo(200),
    'Numbers from last night: https://metrics.example.org/imports?range=24h&team=core\nNothing over 40 ms.',
    {
      editedAt: minutesAgo(190),
    },
  ),
  sent(8, kaito ?? null, minutesAgo(199), 'Also tried it with the 2 GB file: memory stays flat.'),
  sent(9, amara ?? null, minutesAgo(150), '', { deletedAt: minutesAgo(140) }),
  sent(10, sara ?? null, minutesAgo(120), 'صباح الخير، هل يمكننا مراجعة الترجمة بعد الظهر؟'),
  sent(11, bot ?? null, minutesAgo(95), 'main is green: 412 checks in 6 min 12 s'),
  sent(12, lev ?? null, minutesAgo(40), 'aVeryLongWordWithoutAnyBreakThatSomeonePastedFromALogFile'.repeat(4)),
  sent(13, amara ?? null, minutesAgo(22), 'I can take the review at three. Who joins?'),
  sent(14, ines ?? null, minutesAgo(12), 'Me! 🎉'),
  sent(15, ines ?? null, minutesAgo(11), 'Bring the graph, it is a good one.'),
  sent(16, me.id, minutesAgo(6), 'On my way. I will send the link here before we start.'),
]
