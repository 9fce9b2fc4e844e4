/**
 * The router's type as tRPC knows it, for tRPC clients and links of your own. `chime.trpc` does not need it.
 *
 * @module @chime/client/app-router
 */
import type { contract, ErrorData, Procedure } from '@chime/protocol'
import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorData,
  TRPCErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server'

/** What `data` of an error carries: tRPC's own fields, and Chime's `reason`, `retryAfterMs`, `field`, `requestId`. */
export interface AppErrorData extends TRPCDefaultErrorData, ErrorData {}

type Root = {
  ctx: object
  meta: object
  errorShape: TRPCErrorShape<AppErrorData>
  /**
   * The wire is plain JSON. The type is not `false` because tRPC would then spell out every output anew, and `Message`
   * would no longer be called that.
   */
  transformer: boolean
}

type ProcedureType<P> =
  P extends Procedure<'query', infer input, infer output>
    ? TRPCQueryProcedure<{ input: input; output: output; meta: object }>
    : P extends Procedure<'mutation', infer input, infer output>
      ? TRPCMutationProcedure<{ input: input; output: output; meta: object }>
      : P extends Procedure<'subscription', infer input, infer output>
        ? TRPCSubscriptionProcedure<{ input: input; output: AsyncIterable<output>; meta: object }>
        : never

/** The type of a tRPC router that keeps this contract. */
type ContractRouter<Contract> = TRPCBuiltRouter<
  Root,
  { [Noun in keyof Contract]: { [Verb in keyof Contract[Noun]]: ProcedureType<Contract[Noun][Verb]> } }
>

/** The type of a Chime server's router, for tRPC clients and links of your own: `createTRPCClient<AppRouter>(…)`. */
export interface AppRouter extends ContractRouter<typeof contract> {}
