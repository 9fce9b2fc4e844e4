import type { contract, Procedure } from '@chime/protocol'

// These are types of our own and not tRPC's, whose declarations need those of a browser and of newer Javascript than an
// app may have. Who passes the router's type to tRPC itself imports it from `@chime/client/app-router`.

export interface CallOptions {
  /** Aborting it rejects the call. The server may have done it or not. */
  signal?: AbortSignal
}

export interface SubscriptionHandlers<Output> {
  onData(output: Output): void
  /** The server ended it with an error. After a lost connection it is subscribed again by itself. */
  onError?(error: Error): void
  /** It is over: the server ended it, or `unsubscribe` or the signal did. */
  onComplete?(): void
  /** It is subscribed, also again. */
  onStarted?(): void
  onStopped?(): void
}

/** An input that may be `undefined` may be left out, which for an argument the compiler calls `void`. */
// biome-ignore lint/suspicious/noConfusingVoidType: only `void` makes an argument optional
type InputOf<Input> = undefined extends Input ? Input | void : Input

/** Rejects with tRPC's error; `failureOf` tells what it means. */
export interface QueryCall<Input, Output> {
  query(input: InputOf<Input>, options?: CallOptions): Promise<Output>
}
/** Rejects with tRPC's error; `failureOf` tells what it means. */
export interface MutationCall<Input, Output> {
  mutate(input: InputOf<Input>, options?: CallOptions): Promise<Output>
}
export interface SubscriptionCall<Input, Output> {
  subscribe(input: InputOf<Input>, handlers: SubscriptionHandlers<Output> & CallOptions): { unsubscribe(): void }
}

type Call<P> =
  P extends Procedure<'query', infer Input, infer Output>
    ? QueryCall<Input, Output>
    : P extends Procedure<'mutation', infer Input, infer Output>
      ? MutationCall<Input, Output>
      : P extends Procedure<'subscription', infer Input, infer Output>
        ? SubscriptionCall<Input, Output>
        : never

type Calls<Verbs> = { readonly [Verb in keyof Verbs]: Call<Verbs[Verb]> }

/** Every procedure of a Chime server, by noun and verb. Calls, answers and errors are those of tRPC's client. */
export type Trpc = { readonly [Noun in keyof typeof contract]: Calls<(typeof contract)[Noun]> }
