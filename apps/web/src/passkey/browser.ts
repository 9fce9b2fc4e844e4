import type { AuthAddPasskeyInput, AuthLoginWithPasskeyInput, PasskeyCreation, PasskeyRequest } from '@chime/protocol'

// What the browser does with passkeys. The library is loaded when somebody uses one.

/** Browsers make no passkeys for pages under an IP address, nor for those that are neither https nor localhost. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && !/^[\d.]+$|:/.test(window.location.hostname)

/** Asks the device for a new passkey. Rejects with an error whose message can be shown. */
export async function createPasskey(options: PasskeyCreation): Promise<Omit<AuthAddPasskeyInput, 'name'>> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
  // Its type lists the transports that are known today; the server gives back those that the browser named.
  const { id, response } = await inWords(startRegistration({ optionsJSON: options as Options }))
  const { clientDataJSON, attestationObject, transports = [] } = response
  return { credentialId: id, clientDataJSON, attestationObject, transports }
}

/** Asks for one of the passkeys that the device has for this site. Rejects with an error whose message can be shown. */
export async function askPasskey(options: PasskeyRequest): Promise<AuthLoginWithPasskeyInput> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { id, response } = await inWords(startAuthentication({ optionsJSON: options }))
  const { clientDataJSON, authenticatorData, signature } = response
  return { credentialId: id, clientDataJSON, authenticatorData, signature }
}

async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    const isKnown = cause instanceof Error && cause.name === 'InvalidStateError'
    // A browser does not say whether somebody closed its window, waited too long, or has no passkey.
    const text = isKnown ? 'This device has a passkey of yours already.' : 'No passkey was used. Try again if you like.'
    throw new Error(text, { cause })
  }
}
