import { everybody, noSession, type Rows, signedIn, type Verdicts } from '../verdicts.ts'

export const authRows: Rows = {
  'auth.register': {
    input: () => {
      const username = `u-${crypto.randomUUID().slice(0, 18)}`
      return { username, email: `${username}@example.com`, password: 'battery horse staple', fullName: 'A Name' }
    },
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
  'auth.revokeOtherSessions': { verdicts: signedIn },
}
