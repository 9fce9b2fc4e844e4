import {
  authLogin,
  authLogout,
  authMe,
  authMintSession,
  authRegister,
  authRevokeSession,
  authSessions,
} from '@chime/protocol'
import { fromServer, open, overHttp, router, signedIn } from '../trpc.ts'
import { listSessions } from './list-sessions.ts'
import { login } from './login.ts'
import { me } from './me.ts'
import { mintSession } from './mint-session.ts'
import { register } from './register.ts'
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
  sessions: signedIn
    .use(overHttp)
    .output(authSessions.output)
    .query(({ ctx }) => listSessions(ctx)),
  revokeSession: signedIn
    .use(overHttp)
    .input(authRevokeSession.input)
    .output(authRevokeSession.output)
    .mutation(({ ctx, input }) => revokeSession(ctx, input)),
})
