import { everybody, noSession, type Rows, signedIn, type Verdicts } from '../verdicts.ts'

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
    input: () => ({ email: `${crypto.randomUUID()}@example.com`, password: 'battery horse staple' }),
    verdicts: signedIn,
  },
  'auth.changePassword': {
    input: () => ({ current: 'battery horse staple', next: 'a horse, a battery and a staple' }),
    verdicts: signedIn,
  },
}
