import type { z } from 'zod'

/** A schema whose types are known by name. Their declarations stay short, and need nothing of zod's inner types. */
export type Schema<Output, Input = Output> = z.ZodType<Output, Input>

/**
 * The schemas of one procedure. `Defaulted` names the fields of the input that may be left out, and that the server
 * then finds filled in. `undefined`: it takes no input.
 */
export type Schemas<Input, Output, Defaulted extends keyof Input = never> = {
  readonly output: Schema<Output>
} & ([Input] extends [undefined] ? unknown : { readonly input: Schema<Filled<Input, Defaulted>, Input> })

type Filled<Input, Defaulted extends keyof Input> = [Defaulted] extends [never]
  ? Input
  : Omit<Input, Defaulted> & { [Key in Defaulted]-?: Exclude<Input[Key], undefined> }

/**
 * Declares that a schema checks exactly what its named type says, so that the type can be written for people to read.
 * Does not compile otherwise: the error names the fields that differ.
 *
 *     export const Poll: Schema<Poll> = exactly(z.strictObject({ … }))
 */
export function exactly<Output, Input, S extends z.ZodType>(
  schema: S & Exact<z.output<S>, Output> & Exact<z.input<S>, Input>,
): Schema<Output, Input> {
  // The parameter's type has shown that they are the same; the compiler cannot conclude that by itself.
  return schema as unknown as Schema<Output, Input>
}

type Exact<A, B> = Same<Flat<A>, Flat<B>> extends true ? unknown : { differs: Differing<A, B> }

type Differing<A, B> = {
  [Key in keyof A | keyof B]: Key extends keyof A & keyof B
    ? Same<Flat<Pick<A, Key>>, Flat<Pick<B, Key>>> extends true
      ? never
      : Key
    : Key
}[keyof A | keyof B]

/** Whether two types are the same one, down to optional fields. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Spells out intersections and interfaces, which are otherwise not the same as the object that they amount to. */
type Flat<T> = { [Key in keyof T]: Flat<T[Key]> }
