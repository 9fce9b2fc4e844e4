import { type Client, people, type SendOutcome, settleMs } from './simulated-history.ts'
import type { Simulation } from './simulation.ts'

/** A union with one member for each word, so that `do` tells which fields there are. */
type Each<Word extends string, T> = Word extends string ? { do: Word } & T : never

/** What a test, or fast-check, makes happen. `who` and `where` are indexes, modulo how many clients and channels there are. */
export type SimulatedAction =
  | { do: 'send'; who: number; where: number; came: SendOutcome; ms: number }
  | { do: 'burst'; who: number; where: number; count: number }
  | { do: 'retry'; who: number }
  | Each<'edit' | 'delete' | 'read' | 'unread', { who: number; where: number; back: number }>
  | Each<'drop' | 'connect', { who: number }>
  | Each<'remove' | 'add', { who: number; where: number }>
  | { do: 'fault'; name: string; ms: number }
  | { do: 'wait'; ms: number }

/** The time between two actions, in milliseconds. */
const pauseMs = 20

export function perform(simulation: Simulation, act: SimulatedAction): void {
  simulation.pass(pauseMs)
  if (act.do === 'wait') simulation.pass(act.ms)
  else if (act.do === 'fault') simulation.fault(act.name, act.ms)
  else {
    const client = simulation.clients[act.who % simulation.clients.length]
    if (client) performBy(simulation, client, act)
  }
}

function performBy(
  simulation: Simulation,
  client: Client,
  act: Exclude<SimulatedAction, { do: 'wait' | 'fault' }>,
): void {
  if (act.do === 'drop') simulation.drop(client)
  else if (act.do === 'connect') simulation.connect(client)
  else if (act.do === 'retry') simulation.retry(client)
  else {
    const channel = simulation.channels[act.where % simulation.channels.length]
    if (!channel) return
    const numberOf = (back: number) => channel.messages.length - back
    if (act.do === 'send') simulation.send(client, channel, act.came, act.ms)
    else if (act.do === 'burst') simulation.burst(client, channel, act.count)
    else if (act.do === 'remove' || act.do === 'add') simulation.move(act.do, channel, client.userId)
    else if (act.do === 'read' || act.do === 'unread') simulation.mark(client, channel, act.do, numberOf(act.back))
    else simulation.change(client, channel, act.do, numberOf(act.back))
  }
}

/** Everything that has to happen so that each side of each promise has facts. */
export function fullDay(simulation: Simulation): void {
  const [ann, ben, cat, dan, too] = simulation.clients
  const [first, second] = simulation.channels
  if (!ann || !ben || !cat || !dan || !too || !first || !second)
    throw new Error('the simulation is smaller than it was')
  const newestOf = ({ userId }: Client) =>
    first.messages.findLast((one) => one.userId === userId && !one.deletedAt)?.number ?? 0
  for (const client of simulation.clients) simulation.connect(client)
  for (const channel of simulation.channels) for (const userId of people) simulation.move('add', channel, userId)
  simulation.pass(3 * settleMs)
  for (const client of [ann, ben, cat, ann, cat]) {
    simulation.send(client, first)
    simulation.pass(40)
  }
  simulation.burst(ann, first, 4)
  simulation.burst(cat, second, 3)
  simulation.retry(cat)
  simulation.change(ben, first, 'edit', newestOf(ben))
  simulation.change(cat, first, 'delete', newestOf(cat))
  simulation.mark(ben, first, 'read', first.messages.length)
  simulation.mark(ben, first, 'unread', 2)
  simulation.mark(ann, first, 'read', first.messages.length)
  simulation.pass(3_000)
  simulation.fault('node killed', 2_000)
  simulation.pass(100)
  simulation.send(ben, first, 'unknown')
  simulation.send(ann, first, 'lost')
  simulation.drop(ben)
  simulation.send(cat, first)
  simulation.pass(2_000)
  simulation.connect(ben)
  simulation.retry(ann)
  simulation.move('remove', first, 'dan')
  simulation.pass(3_000)
  simulation.send(ann, first)
  simulation.pass(settleMs)
  simulation.move('add', first, 'dan')
  simulation.pass(settleMs)
  simulation.drop(dan)
  simulation.pass(30_000)
  simulation.send(ben, first)
  simulation.pass(settleMs)
  simulation.connect(dan)
  simulation.pass(30_000)
  simulation.fault('Redis killed', 20_000)
  simulation.pass(1_000)
  for (const userId of people)
    for (const { name } of simulation.clients)
      simulation.write({ type: 'presence', client: name, userId, status: 'unknown' })
  simulation.pass(19_500)
  for (const userId of people)
    for (const { name } of simulation.clients)
      simulation.write({ type: 'presence', client: name, userId, status: 'online' })
  simulation.pass(30_000)
  simulation.endSession(too)
  simulation.pass(3_000)
  simulation.send(ann, second)
  simulation.pass(1_000)
}
