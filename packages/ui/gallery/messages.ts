import type { Attachment, Message } from '@chime/protocol'
import { channelId, me, minutesAgo, people, sent } from './people.ts'
import type { MessageListProps, TimelineItem } from './ui.ts'

const nothing = () => {}

/** A picture of nothing but a colour, drawn here. */
function picture(width: number, height: number, colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour}"/><circle cx="50%" cy="50%" r="20%" fill="#ffffff66"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

const pictures: Record<string, string> = {
  wide: picture(1600, 900, '#3b7a78'),
  tall: picture(600, 1400, '#8a5a44'),
  small: picture(64, 64, '#6b5b95'),
  page: picture(400, 300, '#44618a'),
}

const emojiUrl = picture(64, 64, '#d9a441')

export const messageProps = {
  rights: { write: true, respond: true, thread: true, pin: true, moderate: false, member: true },
  emoji: new Map([['bell', emojiUrl]]),
  fileUrl: (id: string) => pictures[id] ?? '',
  quoted: () => null,
  onAction: nothing,
  onReact: nothing,
  onVote: nothing,
  onClosePoll: nothing,
  onShowMessage: nothing,
} satisfies Partial<MessageListProps>

const [, ines, tobias, kaito, amara, lev, sara] = people.map((person) => person.id)

const file = (id: string, over: Partial<Attachment> = {}): Attachment => ({
  id,
  name: `${id}.png`,
  type: 'image/png',
  size: 348_211,
  width: 1_600,
  height: 900,
  preview: null,
  ...over,
})

const notice = (n: number, by: string | undefined, metadata: Record<string, string>, at: number): TimelineItem =>
  sent(n, by ?? null, minutesAgo(at), 'Something happened', { kind: 'system', metadata })

const markdown = `A bit of everything: **bold**, _italic_, ~~struck~~, \`inline code\`, [a link](https://example.org) and https://example.org/a_b?c=d.

> A quote over
> two lines

1. First
2. Second
   - with a point

\`\`\`ts
const answer: number = 42 // a line of code that is so long that it has to be scrolled sideways on a telephone
\`\`\`
<b>No HTML</b>, ![no picture](https://example.org/x.png), @noor and @ines.marin, :bell:`

/** Every state that a message can be in. */
export const richConversation: TimelineItem[] = [
  notice(1, ines, { notice: 'renamed', name: 'importer' }, 300),
  notice(2, ines, { notice: 'joined' }, 299),
  notice(3, tobias, { notice: 'joined' }, 298),
  notice(4, kaito, { notice: 'joined' }, 297),
  notice(5, amara, { notice: 'joined' }, 296),
  notice(6, me.id, { notice: 'added', userIds: `${lev} ${sara}`, count: '2' }, 295),
  notice(7, ines, { notice: 'slowed', seconds: '30' }, 294),
  sent(8, ines ?? null, minutesAgo(280), markdown, {
    mentions: { userIds: [me.id, ines ?? ''], everyone: null },
    editedAt: minutesAgo(279),
    reactions: [
      { emoji: '👍', count: 3, userIds: [me.id, tobias ?? '', kaito ?? ''] },
      { emoji: '🎉', count: 12, userIds: [tobias ?? '', kaito ?? ''] },
      { emoji: ':bell:', count: 1, userIds: [kaito ?? ''] },
    ],
    thread: { channelId, replies: 7, lastReplyAt: minutesAgo(30), userIds: [tobias ?? '', kaito ?? '', me.id] },
  }),
  sent(9, tobias ?? null, minutesAgo(270), 'That answers it, thank you.', { replyTo: 8, pinned: true }),
  sent(10, tobias ?? null, minutesAgo(269), 'Which day suits everybody for the review?', {
    poll: {
      options: [
        { text: 'Monday, in the morning', count: 4, userIds: [ines ?? '', kaito ?? '', amara ?? '', lev ?? ''] },
        { text: 'Tuesday', count: 2, userIds: [me.id, sara ?? ''] },
        { text: 'Not at all', count: 0, userIds: [] },
      ],
      multiple: false,
      closedAt: null,
    },
  }),
  sent(11, kaito ?? null, minutesAgo(200), 'From the other channel', {
    forwarded: { channelId, number: 3, userId: amara ?? '', createdAt: minutesAgo(5_000) },
  }),
  sent(12, kaito ?? null, minutesAgo(199), 'The graph of last night', {
    attachments: [file('wide', { preview: null })],
  }),
  sent(13, amara ?? null, minutesAgo(150), '', {
    attachments: [file('tall', { width: 600, height: 1_400 }), file('wide'), file('small', { width: 64, height: 64 })],
  }),
  sent(14, amara ?? null, minutesAgo(149), '', {
    attachments: [
      file('report', { name: 'A report with quite a long name, final (3).pdf', type: 'application/pdf', width: null }),
      file('voice', { name: 'voice.mp3', type: 'audio/mpeg', width: null, height: null }),
    ],
  }),
  sent(15, lev ?? null, minutesAgo(90), 'Read this: https://example.org/imports', {
    previews: [
      {
        url: 'https://example.org/imports',
        title: 'How imports work, and why they sometimes do not',
        description:
          'Rows arrive in batches; a batch that fails is retried row by row until the side table has it all.',
        siteName: 'Example handbook',
        image: { id: 'page', width: 400, height: 300 },
      },
    ],
  }),
  {
    ...(sent(16, sara ?? null, minutesAgo(60), 'Not to be seen at once') as { state: 'sent'; message: Message }),
    blocked: true,
  },
  sent(17, ines ?? null, minutesAgo(20), 'Nothing more from me today.'),
  sent(18, me.id, minutesAgo(10), 'Then see you tomorrow! :bell:'),
]

export const richReceipts = [
  { userId: ines ?? '', readNumber: 18 },
  { userId: tobias ?? '', readNumber: 18 },
  { userId: kaito ?? '', readNumber: 17 },
]
