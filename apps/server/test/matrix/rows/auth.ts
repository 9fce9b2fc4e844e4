import { password } from '../fixture.ts'
import { everybody, noSession, notFound, type Rows, signedIn, type Verdicts } from '../verdicts.ts'

/** Nobody in the matrix has two-factor. */
const notEnabled = signedIn.map((verdict) => (verdict === 'ok' ? 'CONFLICT' : verdict)) as unknown as Verdicts // as below
/** They are under an IP address, where browsers make no passkeys. */
const noHostName = signedIn.map((verdict) => (verdict === 'ok' ? 'FORBIDDEN' : verdict)) as unknown as Verdicts // as above
const signedAnswer = { credentialId: 'AAAA', clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' }

export const authRows: Rows = {
  'auth.register': {
    input: () => {
      const username = `u-${crypto.randomUUID().slice(0, 18)}`
      return { username, email: `${username}@example.com`, password: 'battery horse staple', fullName: 'A Name' }
    },
    either: { invite: 'a code' },
    verdicts: everybody,
  },
  'auth.login': {
    input: () => ({ identifier: 'nobody', password: 'battery horse staple', code: '123456' }),
    verdicts: everybody.map(() => 'WRONG_CREDENTIALS') as unknown as Verdicts, // `map` loses the length of the tuple
  },
  'auth.mintSession': {
    input: () => ({
      externalId: crypto.randomUUID(),
      username: `u-${crypto.randomUUID().slice(0, 18)}`,
      fullName: 'A Name',
      avatarUrl: 'https://pictures.invalid/a.png',
    }),
    serverKey: true,
    verdicts: noSession,
  },
  'auth.logout': { verdicts: signedIn },
  'auth.me': { verdicts: signedIn },
  'auth.accessToken': { verdicts: signedIn },
  // Only over a WebSocket that an access token opened; `access-token/socket.test.ts` does that.
  'auth.renew': {
    input: () => ({ accessToken: 'a.b.c' }),
    verdicts: signedIn.map((verdict) => (verdict === 'ok' ? 'INVALID_INPUT' : verdict)) as unknown as Verdicts, // `map` loses the length of the tuple
  },
  'auth.sessions': { verdicts: signedIn },
  'auth.revokeSession': { input: ({ actor }) => ({ id: actor?.sessionId ?? crypto.randomUUID() }), verdicts: signedIn },
  'auth.options': { verdicts: everybody },
  'auth.requestPasswordReset': { input: () => ({ email: `${crypto.randomUUID()}@example.com` }), verdicts: everybody },
  'auth.resetPassword': {
    input: () => ({ token: 'no such token', password: 'battery horse staple' }),
    verdicts: everybody.map(() => 'NOT_FOUND') as unknown as Verdicts, // as above
  },
  'auth.verifyEmail': {
    input: () => ({ token: 'no such token' }),
    verdicts: everybody.map(() => 'NOT_FOUND') as unknown as Verdicts, // as above
  },
  'auth.requestEmailVerification': { verdicts: signedIn },
  'auth.changeEmail': {
    input: () => ({ email: `${crypto.randomUUID()}@example.com`, password: password }),
    verdicts: signedIn,
  },
  'auth.changePassword': {
    input: () => ({ current: password, next: 'a horse, a battery and a staple' }),
    verdicts: signedIn,
  },
  'auth.revokeOtherSessions': { verdicts: signedIn },
  'auth.twoFactor': { verdicts: signedIn },
  'auth.enableTwoFactor': { input: () => ({ password }), verdicts: signedIn },
  'auth.confirmTwoFactor': { input: () => ({ code: '123456' }), verdicts: notEnabled },
  'auth.disableTwoFactor': { input: () => ({ password, code: '123456' }), verdicts: notEnabled },
  'auth.renewRecoveryCodes': { input: () => ({ password, code: '123456' }), verdicts: notEnabled },
  'auth.passkeys': { verdicts: signedIn },
  'auth.preparePasskey': { input: () => ({ password }), verdicts: noHostName },
  'auth.addPasskey': {
    input: () => ({
      name: 'my phone',
      credentialId: 'AAAA',
      clientDataJSON: 'e30',
      attestationObject: 'AAAA',
      transports: ['usb'],
    }),
    verdicts: noHostName,
  },
  'auth.renamePasskey': { input: () => ({ id: crypto.randomUUID(), name: 'my phone' }), verdicts: notFound },
  'auth.deletePasskey': { input: () => ({ id: crypto.randomUUID() }), verdicts: notFound },
  'auth.preparePasskeyLogin': { verdicts: everybody.map(() => 'FORBIDDEN') as unknown as Verdicts }, // as above
  'auth.loginWithPasskey': {
    input: () => signedAnswer,
    verdicts: everybody.map(() => 'WRONG_CREDENTIALS') as unknown as Verdicts, // as above
  },
}
