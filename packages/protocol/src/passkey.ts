import { z } from 'zod'
import { SignedIn } from './auth.ts'
import { type IdKey, idKey, line, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'

// The options are those of Web Authentication as JSON: `PublicKeyCredential.parseCreationOptionsFromJSON` and
// `parseRequestOptionsFromJSON` of a browser read them.

/** A key on a device or in a password manager, with which its owner logs in without a password. */
export interface Passkey {
  id: string
  name: string
  createdAt: string
  lastUsedAt: string | null
}
export const Passkey: Schema<Passkey> = exactly(
  z.strictObject({ ...idKey, name: z.string(), createdAt: time, lastUsedAt: time.nullable() }),
)
export const authPasskeys: Schemas<undefined, Passkey[]> = { output: z.array(Passkey) }

/** Bytes in base64url without padding. @param max characters */
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/, 'must be base64url')

export interface AuthPreparePasskeyInput {
  password: string
}
/** What a browser makes a passkey from: `PublicKeyCredentialCreationOptionsJSON`. */
export interface PasskeyCreation {
  challenge: string
  rp: { id: string; name: string }
  user: { id: string; name: string; displayName: string }
  pubKeyCredParams: { type: 'public-key'; alg: number }[]
  timeout: number
  attestation: 'none'
  /** The passkeys that the person has. A device makes no second one. */
  excludeCredentials: { type: 'public-key'; id: string; transports: string[] }[]
  authenticatorSelection: { residentKey: 'required'; requireResidentKey: true; userVerification: 'required' }
}
const publicKey = z.literal('public-key')
export const authPreparePasskey: Schemas<AuthPreparePasskeyInput, PasskeyCreation> = {
  input: exactly(z.strictObject({ password: text(limits.passwordBytesMax, 1) })),
  output: exactly(
    z.strictObject({
      challenge: z.string(),
      rp: z.strictObject({ id: z.string(), name: z.string() }),
      user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
      pubKeyCredParams: z.array(z.strictObject({ type: publicKey, alg: z.int() })),
      timeout: z.int(),
      attestation: z.literal('none'),
      excludeCredentials: z.array(z.strictObject({ type: publicKey, id: z.string(), transports: z.array(z.string()) })),
      authenticatorSelection: z.strictObject({
        residentKey: z.literal('required'),
        requireResidentKey: z.literal(true),
        userVerification: z.literal('required'),
      }),
    }),
  ),
}

/** What a browser answers to `navigator.credentials.create`, as its `toJSON()` writes it, and how to call the passkey. */
export interface AuthAddPasskeyInput {
  name: string
  /** Of the credential. */
  credentialId: string
  clientDataJSON: string
  attestationObject: string
  transports: string[]
}
export const authAddPasskey: Schemas<AuthAddPasskeyInput, Passkey> = {
  input: exactly(
    z.strictObject({
      name: line(limits.passkeyNameMax),
      credentialId: base64url(limits.credentialIdMax),
      clientDataJSON: base64url(limits.clientDataMax),
      attestationObject: base64url(limits.attestationMax),
      transports: z.array(z.string().regex(/^[a-z-]{1,20}$/, 'must be a transport such as usb')).max(8),
    }),
  ),
  output: Passkey,
}

export interface AuthRenamePasskeyInput extends IdKey {
  name: string
}
export const authRenamePasskey: Schemas<AuthRenamePasskeyInput, Passkey> = {
  input: exactly(z.strictObject({ ...idKey, name: line(limits.passkeyNameMax) })),
  output: Passkey,
}
export const authDeletePasskey: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }

/** What a browser asks a passkey with: `PublicKeyCredentialRequestOptionsJSON`. The person chooses the account there. */
export interface PasskeyRequest {
  challenge: string
  rpId: string
  timeout: number
  userVerification: 'required'
}
export const authPreparePasskeyLogin: Schemas<undefined, PasskeyRequest> = {
  output: exactly(
    z.strictObject({
      challenge: z.string(),
      rpId: z.string(),
      timeout: z.int(),
      userVerification: z.literal('required'),
    }),
  ),
}

/** What a browser answers to `navigator.credentials.get`, as its `toJSON()` writes it. */
export interface AuthLoginWithPasskeyInput {
  /** Of the credential. */
  credentialId: string
  clientDataJSON: string
  authenticatorData: string
  signature: string
}
/** Counts as both factors: the device has it, and has asked for a finger, a face or a PIN. */
export const authLoginWithPasskey: Schemas<AuthLoginWithPasskeyInput, SignedIn> = {
  input: exactly(
    z.strictObject({
      credentialId: base64url(limits.credentialIdMax),
      clientDataJSON: base64url(limits.clientDataMax),
      authenticatorData: base64url(limits.authenticatorDataMax),
      signature: base64url(limits.signatureMax),
    }),
  ),
  output: SignedIn,
}
