import { type Came, type Client, people, settleMs } from './scribe.ts'
import type { Simulation } from './simulation.ts'

/** One type for each word, so that a word tells the type. */
type Each<Word extends string, T> = Word extends string ? { do: Word } & T : never

/** What a test, or fast-check, lets happen. `who` and `where` are taken modulo what there is. */
export type Act =
  | { do: 'send'; who: number; where: number; came: Came; ms: number }
  | { do: 'burst'; who: number; where: number; count: number }
  | { do: 'retry'; who: number }
  | Each<'edit' | 'delete' | 'read' | 'unread', { who: number; where: number; back: number }>
  | Each<'drop' | 'connect', { who: number }>
  | Each<'remove' | 'add', { who: number; where: number }>
  | { do: 'fault'; name: string; ms: number }
  | { do: 'wait'; ms: number }

/** Between two acts, in milliseconds. */
const pauseMs = 20

export function perform(world: Simulation, act: Act): void {
  world.pass(pauseMs)
  if (act.do === 'wait') world.pass(act.ms)
  else if (act.do === 'fault') world.fault(act.name, act.ms)
  else {
    const client = world.clients[act.who % world.clients.length]
    if (client) performBy(world, client, act)
  }
}

function performBy(world: Simulation, client: Client, act: Exclude<Act, { do: 'wait' | 'fault' }>): void {
  if (act.do === 'drop') world.drop(client)
  else if (act.do === 'connect') world.connect(client)
  else if (act.do === 'retry') world.retry(client)
  else {
    const room = world.rooms[act.where % world.rooms.length]
    if (!room) return
    const numberOf = (back: number) => room.messages.length - back
    if (act.do === 'send') world.send(client, room, act.came, act.ms)
    else if (act.do === 'burst') world.burst(client, room, act.count)
    else if (act.do === 'remove' || act.do === 'add') world.move(act.do, room, client.userId)
    else if (act.do === 'read' || act.do === 'unread') world.mark(client, room, act.do, numberOf(act.back))
    else world.change(client, room, act.do, numberOf(act.back))
  }
}

/** What has to happen for every promise to have something to say. */
export function fullDay(world: Simulation): void {
  const [ann, ben, cat, dan, too] = world.clients
  const [first, second] = world.rooms
  if (!ann || !ben || !cat || !dan || !too || !first || !second) throw new Error('the world is smaller than it was')
  const newestOf = ({ userId }: Client) =>
    first.messages.findLast((one) => one.userId === userId && !one.deletedAt)?.number ?? 0
  for (const client of world.clients) world.connect(client)
  for (const room of world.rooms) for (const userId of people) world.move('add', room, userId)
  world.pass(3 * settleMs)
  for (const client of [ann, ben, cat, ann, cat]) {
    world.send(client, first)
    world.pass(40)
  }
  world.burst(ann, first, 4)
  world.burst(cat, second, 3)
  world.retry(cat)
  world.change(ben, first, 'edit', newestOf(ben))
  world.change(cat, first, 'delete', newestOf(cat))
  world.mark(ben, first, 'read', first.messages.length)
  world.mark(ben, first, 'unread', 2)
  world.mark(ann, first, 'read', first.messages.length)
  world.pass(3_000)
  world.fault('node killed', 2_000)
  world.pass(100)
  world.send(ben, first, 'unknown')
  world.send(ann, first, 'lost')
  world.drop(ben)
  world.send(cat, first)
  world.pass(2_000)
  world.connect(ben)
  world.retry(ann)
  world.move('remove', first, 'dan')
  world.pass(3_000)
  world.send(ann, first)
  world.pass(settleMs)
  world.move('add', first, 'dan')
  world.pass(settleMs)
  world.drop(dan)
  world.pass(30_000)
  world.send(ben, first)
  world.pass(settleMs)
  world.connect(dan)
  world.pass(30_000)
  world.fault('Redis killed', 20_000)
  world.pass(1_000)
  for (const userId of people)
    for (const { name } of world.clients) world.write({ type: 'presence', client: name, userId, status: 'unknown' })
  world.pass(19_500)
  for (const userId of people)
    for (const { name } of world.clients) world.write({ type: 'presence', client: name, userId, status: 'online' })
  world.pass(30_000)
  world.endSession(too)
  world.pass(3_000)
  world.send(ann, second)
  world.pass(1_000)
}
