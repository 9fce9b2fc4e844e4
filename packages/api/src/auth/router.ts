import {
  authAccessToken,
  authLogin,
  authLogout,
  authMe,
  authMintSession,
  authRegister,
  authRenew,
  authRevokeOtherSessions,
  authRevokeSession,
  authSessions,
} from '@chime/protocol'
import { fetchAccessToken } from '../access-token/fetch.ts'
import { renew } from '../access-token/renew.ts'
import { fromServer, open, overHttp, router, signedIn } from '../trpc.ts'
import { listSessions } from './list-sessions.ts'
import { login } from './login.ts'
import { me } from './me.ts'
import { mintSession } from './mint-session.ts'
import { register } from './register.ts'
import { revokeOtherSessions } from './revoke-other-sessions.ts'
import { revokeSession } from './revoke-session.ts'

export const authRouter = router({
  register: open
    .use(overHttp)
    .input(authRegister.input)
    .output(authRegister.output)
    .mutation(({ ctx, input }) => register(ctx, input)),
  login: open
    .use(overHttp)
    .input(authLogin.input)
    .output(authLogin.output)
    .mutation(({ ctx, input }) => login(ctx, input)),
  mintSession: fromServer
    .input(authMintSession.input)
    .output(authMintSession.output)
    .mutation(({ ctx, input }) => mintSession(ctx, input)),
  logout: signedIn
    .use(overHttp)
    .output(authLogout.output)
    .mutation(({ ctx }) => revokeSession(ctx, { id: ctx.actor.sessionId })),
  me: signedIn.output(authMe.output).query(({ ctx }) => me(ctx)),
  accessToken: signedIn
    .use(overHttp)
    .output(authAccessToken.output)
    .mutation(({ ctx }) => fetchAccessToken(ctx)),
  renew: signedIn
    .input(authRenew.input)
    .output(authRenew.output)
    .mutation(({ ctx, input }) => renew(ctx, input)),
  sessions: signedIn
    .use(overHttp)
    .output(authSessions.output)
    .query(({ ctx }) => listSessions(ctx)),
  revokeSession: signedIn
    .use(overHttp)
    .input(authRevokeSession.input)
    .output(authRevokeSession.output)
    .mutation(({ ctx, input }) => revokeSession(ctx, input)),
  revokeOtherSessions: signedIn
    .use(overHttp)
    .output(authRevokeOtherSessions.output)
    .mutation(({ ctx }) => revokeOtherSessions(ctx)),
})
