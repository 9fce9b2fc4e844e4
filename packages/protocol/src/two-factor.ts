import { z } from 'zod'
import { text, time } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

/** What a login asks for beside the password. */
export interface TwoFactor {
  /** Null: it is off. */
  enabledAt: string | null
  recoveryCodesLeft: number
}
export const authTwoFactor: Schemas<undefined, TwoFactor> = {
  output: exactly(z.strictObject({ enabledAt: time.nullable(), recoveryCodesLeft: z.int().nonnegative() })),
}

const ownPassword = text(limits.passwordBytesMax, 1)
/** Six digits of an authenticator app, or a recovery code. Spaces and dashes in it do not matter. */
const twoFactorCode: Schema<string> = text(limits.twoFactorCodeMax, 1)

export interface AuthEnableTwoFactorInput {
  password: string
}
/** What an authenticator app has to know. Until a code of it is confirmed, a login needs no code. */
export interface NewTwoFactor {
  /** In base32, to type it. */
  secret: string
  /** The same as an `otpauth:` address, to show it as a QR code. */
  uri: string
}
/** A secret that was not confirmed is replaced by the new one. */
export const authEnableTwoFactor: Schemas<AuthEnableTwoFactorInput, NewTwoFactor> = {
  input: exactly(z.strictObject({ password: ownPassword })),
  output: exactly(z.strictObject({ secret: z.string(), uri: z.string() })),
}

export interface AuthConfirmTwoFactorInput {
  /** Six digits, which the app shows. */
  code: string
}
/** Each opens the account once, in place of a code of the app. They are told this one time. */
export interface RecoveryCodes {
  recoveryCodes: string[]
}
const RecoveryCodes: Schema<RecoveryCodes> = exactly(z.strictObject({ recoveryCodes: z.array(z.string()) }))
/** Turns it on. */
export const authConfirmTwoFactor: Schemas<AuthConfirmTwoFactorInput, RecoveryCodes> = {
  input: exactly(z.strictObject({ code: twoFactorCode })),
  output: RecoveryCodes,
}

export interface TwoFactorProof {
  password: string
  /** Six digits of the app, or a recovery code. */
  code: string
}
const TwoFactorProof: Schema<TwoFactorProof> = exactly(z.strictObject({ password: ownPassword, code: twoFactorCode }))
export const authDisableTwoFactor: Schemas<TwoFactorProof, null> = { input: TwoFactorProof, output: z.null() }
/** The codes that were told before are worth nothing any more. */
export const authRenewRecoveryCodes: Schemas<TwoFactorProof, RecoveryCodes> = {
  input: TwoFactorProof,
  output: RecoveryCodes,
}
