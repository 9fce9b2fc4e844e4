import {
  authChangeEmail,
  authChangePassword,
  authLogin,
  authLogout,
  authMe,
  authMintSession,
  authOptions,
  authRegister,
  authRequestEmailVerification,
  authRequestPasswordReset,
  authResetPassword,
  authRevokeSession,
  authSessions,
  authVerifyEmail,
} from '@chime/protocol'
import { changeEmail } from '../account/change-email.ts'
import { changePassword } from '../account/change-password.ts'
import { requestEmailVerification } from '../account/request-email-verification.ts'
import { requestPasswordReset } from '../account/request-password-reset.ts'
import { resetPassword } from '../account/reset-password.ts'
import { verifyEmail } from '../account/verify-email.ts'
import { fromServer, open, overHttp, router, signedIn } from '../trpc.ts'
import { listSessions } from './list-sessions.ts'
import { login } from './login.ts'
import { me } from './me.ts'
import { mintSession } from './mint-session.ts'
import { options } from './options.ts'
import { register } from './register.ts'
import { revokeSession } from './revoke-session.ts'

export const authRouter = router({
  options: open.output(authOptions.output).query(({ ctx }) => options(ctx)),
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
  requestPasswordReset: open
    .use(overHttp)
    .input(authRequestPasswordReset.input)
    .output(authRequestPasswordReset.output)
    .mutation(({ ctx, input }) => requestPasswordReset(ctx, input)),
  resetPassword: open
    .use(overHttp)
    .input(authResetPassword.input)
    .output(authResetPassword.output)
    .mutation(({ ctx, input }) => resetPassword(ctx, input)),
  verifyEmail: open
    .use(overHttp)
    .input(authVerifyEmail.input)
    .output(authVerifyEmail.output)
    .mutation(({ ctx, input }) => verifyEmail(ctx, input)),
  requestEmailVerification: signedIn
    .use(overHttp)
    .output(authRequestEmailVerification.output)
    .mutation(({ ctx }) => requestEmailVerification(ctx)),
  changeEmail: signedIn
    .use(overHttp)
    .input(authChangeEmail.input)
    .output(authChangeEmail.output)
    .mutation(({ ctx, input }) => changeEmail(ctx, input)),
  changePassword: signedIn
    .use(overHttp)
    .input(authChangePassword.input)
    .output(authChangePassword.output)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),
})
