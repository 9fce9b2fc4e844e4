import type { contract, ErrorData, Procedure } from '@chime/protocol'
import type { inferRouterError, TRPCDefaultErrorData } from '@trpc/server'
import { expectTypeOf, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'

// Checked by the compiler: `npm run types`. An error names the procedures that differ.

type Contract = typeof contract
type Router = AppRouter['_def']['record']

type Paths<T> = { [Noun in keyof T & string]: `${Noun}.${keyof T[Noun] & string}` }[keyof T & string]
type At<T, Path> = Path extends `${infer Noun extends keyof T & string}.${infer Verb}`
  ? Verb extends keyof T[Noun]
    ? T[Noun][Verb]
    : never
  : never

type Promised<P> =
  P extends Procedure<infer kind, infer input, infer output>
    ? { kind: kind; input: input; output: kind extends 'subscription' ? AsyncIterable<output> : output }
    : never
type Kept<P> = P extends { _def: { type: infer kind; $types: { input: infer input; output: infer output } } }
  ? { kind: kind; input: input; output: output }
  : never

/** Whether two types are the same one, down to optional and read-only fields. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Differing<Part extends 'kind' | 'input' | 'output'> = {
  [Path in Paths<Contract>]: Same<Kept<At<Router, Path>>[Part], Promised<At<Contract, Path>>[Part]> extends true
    ? never
    : Path
}[Paths<Contract>]

/** Compiles for no path at all. For any other, the error names it. */
const none = <_Path extends never>() => {}

test('the router has the procedures of the contract, and no others', () => {
  none<Exclude<Paths<Router>, Paths<Contract>>>()
  none<Exclude<Paths<Contract>, Paths<Router>>>()
})

test('each procedure is of the kind, takes the input and gives the output that the contract says', () => {
  none<Differing<'kind'>>()
  none<Differing<'input'>>()
  none<Differing<'output'>>()
})

test('errors carry what the protocol says', () => {
  type Data = inferRouterError<AppRouter>['data']
  expectTypeOf<Data>().branded.toEqualTypeOf<TRPCDefaultErrorData & ErrorData>()
})
