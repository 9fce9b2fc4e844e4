import type {
  ChannelSummary,
  contract,
  ErrorData,
  EventOf,
  Me,
  Message,
  MessagesPage,
  MessagesSendInput,
  Presence,
  Reason,
  ServerEvent,
} from '@chime/protocol'
import type { TRPCClient, TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { expectTypeOf, test } from 'vitest'
import type { AppRouter } from '../src/app-router.ts'
import type { Failure } from '../src/failure.ts'
import type { Chime } from '../src/types.ts'

// Checked by the compiler: `npm run types`.

declare const chime: Chime
type Input<Call extends (input: never) => unknown> = Parameters<Call>[0]

test('every procedure is known, with what it takes and answers', () => {
  type Trpc = Chime['trpc']
  expectTypeOf<{ [Noun in keyof Trpc]: keyof Trpc[Noun] }>().toEqualTypeOf<{
    readonly [Noun in keyof typeof contract]: keyof (typeof contract)[Noun]
  }>()
  expectTypeOf<Input<Trpc['messages']['send']['mutate']>>().toEqualTypeOf<MessagesSendInput>()
  expectTypeOf<ReturnType<Trpc['messages']['send']['mutate']>>().resolves.toEqualTypeOf<Message>()
  expectTypeOf<ReturnType<Trpc['messages']['list']['query']>>().resolves.toEqualTypeOf<MessagesPage>()
  expectTypeOf<ReturnType<Trpc['auth']['me']['query']>>().resolves.toEqualTypeOf<Me>()
  // @ts-expect-error a query is no mutation
  expectTypeOf<Trpc['auth']['me']['mutate']>()
})

test('tRPC’s own client and helpers take the type of the router', () => {
  type Stock = TRPCClient<AppRouter>
  expectTypeOf<ReturnType<Stock['channels']['list']['query']>>().resolves.toEqualTypeOf<ChannelSummary[]>()
  expectTypeOf<inferRouterInputs<AppRouter>['messages']['send']>().toEqualTypeOf<MessagesSendInput>()
  expectTypeOf<inferRouterOutputs<AppRouter>['messages']['list']>().toEqualTypeOf<MessagesPage>()
  const watch = (trpc: Stock) =>
    trpc.presence.subscribe.subscribe(
      { userIds: [] },
      { onData: (people) => expectTypeOf(people).toEqualTypeOf<Presence[]>() },
    )
  expectTypeOf(watch).toBeFunction()
})

test('errors name their reason from the closed list', () => {
  type Data = NonNullable<TRPCClientError<AppRouter>['data']>
  expectTypeOf<Data['reason']>().toEqualTypeOf<Reason | undefined>()
  expectTypeOf<Pick<Data, keyof ErrorData>>().toEqualTypeOf<ErrorData>()
  expectTypeOf<Failure['reason']>().toEqualTypeOf<Reason | null>()
})

/** The place where whoever adds a type of event learns what an application learns: the switch is no longer exhaustive. */
const nameOf = (event: ServerEvent): string => {
  switch (event.type) {
    case 'hello':
    case 'message':
    case 'channel':
    case 'member':
    case 'typing':
    case 'receipt':
    case 'joined':
    case 'left':
    case 'marker':
    case 'notify':
    case 'draft':
    case 'block':
    case 'scheduled':
    case 'reminder':
    case 'saved':
    case 'invited':
    case 'me':
    case 'user':
    case 'group':
      return event.type
    default:
      return event satisfies never
  }
}

test('handlers get the events of their type', () => {
  expectTypeOf(nameOf).returns.toBeString()
  const handlers = () => {
    chime.on('joined', (event) => expectTypeOf(event).toEqualTypeOf<EventOf<'joined'>>())
    const channel = chime.channel('')
    channel.on('member', (event) => expectTypeOf(event).toEqualTypeOf<EventOf<'member'>>())
    // @ts-expect-error that is no event of a channel
    channel.on('hello', () => {})
    // @ts-expect-error there is no such event
    chime.on('nothing', () => {})
  }
  expectTypeOf(handlers).toBeFunction()
})
