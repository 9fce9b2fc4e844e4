import { usernames } from './people.ts'

/** A channel, or a direct conversation of two people. Its written messages are in `talk/<key>.txt`. */
export type DemoChannel = {
  key: string
  kind: 'public' | 'group' | 'announcement' | 'direct'
  name: string
  topic: string
  /** Who creates the channel or opens the direct conversation. */
  owner: string
  members: readonly string[]
  /** How many messages it gets, roughly. */
  messages: number
  /** The names of the scripts in `small-talk/` that fit here. */
  smallTalk: readonly string[]
  /** How many of the newest messages are unread for the main login. */
  unread: number
}

const all = usernames
const without = (...names: string[]) => all.filter((name) => !names.includes(name))

const channel = (
  kind: 'public' | 'group' | 'announcement',
  name: string,
  topic: string,
  rest: Pick<DemoChannel, 'members' | 'messages' | 'smallTalk'> & Partial<DemoChannel>,
): DemoChannel => ({ key: name, kind, name, topic, owner: rest.members[0] ?? '', unread: 0, ...rest })

const direct = (a: string, b: string, messages: number, smallTalk: string[], unread = 0): DemoChannel => ({
  key: `${a}-${b}`,
  kind: 'direct',
  name: '',
  topic: '',
  owner: a,
  members: [a, b],
  messages,
  smallTalk,
  unread,
})

export const channels: readonly DemoChannel[] = [
  channel('announcement', 'announcements', 'What everybody should know. David writes, everybody reads.', {
    members: ['david', ...without('david')],
    messages: 0,
    smallTalk: [],
    unread: 1,
  }),
  channel('public', 'general', 'The whole company. If you do not know where to ask, ask here.', {
    members: ['grace', ...without('grace')],
    messages: 250,
    smallTalk: ['office', 'anybody'],
  }),
  channel('public', 'engineering', 'Code, reviews, bugs and the occasional rant about time zones', {
    members: ['tomas', 'aisha', 'jonas', 'noah', 'lucas', 'hannah', 'maya', 'mei', 'priya'],
    messages: 390,
    smallTalk: ['engineering', 'reviews'],
    unread: 6,
  }),
  channel('public', 'product', 'What we build next and why. Decisions are written down here.', {
    members: ['maya', 'tomas', 'aisha', 'mei', 'noah', 'lucas', 'priya', 'sofia', 'omar', 'elena', 'david'],
    messages: 230,
    smallTalk: ['product', 'customers'],
  }),
  channel('public', 'design', 'Show early, show often. Screens at juniper.example/design', {
    members: ['mei', 'maya', 'noah', 'lucas', 'elena', 'sofia', 'hannah'],
    messages: 190,
    smallTalk: ['design'],
  }),
  channel('public', 'incidents', 'Something is broken? Say it here first. One incident at a time.', {
    members: ['jonas', 'tomas', 'aisha', 'noah', 'lucas', 'maya', 'sofia', 'liam', 'priya', 'omar', 'elena'],
    messages: 180,
    smallTalk: ['alerts'],
  }),
  channel('public', 'support', 'Escalations and customer quotes. Say what you tried.', {
    members: ['sofia', 'liam', 'omar', 'maya', 'tomas', 'aisha', 'noah', 'lucas', 'mei', 'jonas', 'hannah'],
    messages: 300,
    smallTalk: ['support', 'customers'],
    unread: 4,
  }),
  channel('public', 'data', 'Questions with numbers in them', {
    members: ['priya', 'maya', 'omar', 'elena', 'david', 'sofia', 'aisha', 'liam'],
    messages: 140,
    smallTalk: ['data'],
  }),
  channel('public', 'random', 'Lunch, weekends, plants, dogs', {
    members: ['liam', ...without('liam')],
    messages: 270,
    smallTalk: ['lunch', 'weekend', 'anybody'],
    unread: 9,
  }),
  channel('public', 'music', 'One song a day keeps the standup away', {
    members: ['noah', 'liam', 'mei', 'maya', 'lucas', 'priya', 'elena'],
    messages: 80,
    smallTalk: ['music'],
  }),
  channel('public', 'running', 'Tuesdays and Sundays, any pace', {
    members: ['omar', 'aisha', 'hannah', 'grace', 'jonas'],
    messages: 36,
    smallTalk: ['running'],
  }),
  channel('group', 'release 4.0', 'Getting 4.0 out of the door: waitlist, recurring appointments, new calendar', {
    key: 'release',
    members: ['maya', 'tomas', 'aisha', 'jonas', 'mei', 'noah', 'lucas', 'sofia', 'elena'],
    messages: 80,
    smallTalk: ['reviews'],
    unread: 2,
  }),
  channel('group', 'hiring', 'Candidates stay in this room', {
    members: ['grace', 'david', 'maya', 'tomas', 'mei'],
    messages: 70,
    smallTalk: ['hiring'],
  }),
]

/** In the main login's list, the last one is the newest. */
export const directs: readonly DemoChannel[] = [
  direct('jonas', 'tomas', 40, ['pair', 'reviews']),
  direct('sofia', 'liam', 36, ['pair', 'customers']),
  direct('noah', 'lucas', 32, ['pair', 'music']),
  direct('aisha', 'hannah', 28, ['pair']),
  direct('omar', 'sofia', 30, ['pair', 'customers']),
  direct('priya', 'maya', 32, ['pair']),
  direct('david', 'maya', 30, ['pair']),
  direct('grace', 'maya', 26, ['pair', 'hiring']),
  direct('sofia', 'maya', 40, ['pair', 'customers'], 3),
  direct('noah', 'maya', 42, ['pair']),
  direct('hannah', 'maya', 24, ['pair'], 1),
  direct('tomas', 'maya', 54, ['pair']),
  direct('mei', 'maya', 50, ['pair'], 2),
]

export const allChannels: readonly DemoChannel[] = [...channels, ...directs]
