import {
  authAccessToken,
  authAddPasskey,
  authChangeEmail,
  authChangePassword,
  authConfirmTwoFactor,
  authDeletePasskey,
  authDisableTwoFactor,
  authEnableTwoFactor,
  authLogin,
  authLoginWithPasskey,
  authLogout,
  authMe,
  authMintSession,
  authOptions,
  authPasskeys,
  authPreparePasskey,
  authPreparePasskeyLogin,
  authRegister,
  authRenamePasskey,
  authRenew,
  authRenewRecoveryCodes,
  authRequestEmailVerification,
  authRequestPasswordReset,
  authResetPassword,
  authRevokeOtherSessions,
  authRevokeSession,
  authSessions,
  authTwoFactor,
  authVerifyEmail,
} from '@chime/protocol'
import { fetchAccessToken } from '../access-token/fetch.ts'
import { renew } from '../access-token/renew.ts'
import { changeEmail } from '../account/change-email.ts'
import { changePassword } from '../account/change-password.ts'
import { requestEmailVerification } from '../account/request-email-verification.ts'
import { requestPasswordReset } from '../account/request-password-reset.ts'
import { resetPassword } from '../account/reset-password.ts'
import { verifyEmail } from '../account/verify-email.ts'
import { addPasskey } from '../passkey/add.ts'
import { deletePasskey } from '../passkey/delete.ts'
import { listPasskeys } from '../passkey/list.ts'
import { loginWithPasskey } from '../passkey/login.ts'
import { preparePasskey } from '../passkey/prepare.ts'
import { preparePasskeyLogin } from '../passkey/prepare-login.ts'
import { renamePasskey } from '../passkey/rename.ts'
import { fromServer, open, overHttp, router, signedIn } from '../trpc.ts'
import { confirmTwoFactor } from '../two-factor/confirm.ts'
import { disableTwoFactor } from '../two-factor/disable.ts'
import { enableTwoFactor } from '../two-factor/enable.ts'
import { getTwoFactor } from '../two-factor/get.ts'
import { renewRecoveryCodes } from '../two-factor/renew-recovery-codes.ts'
import { listSessions } from './list-sessions.ts'
import { login } from './login.ts'
import { me } from './me.ts'
import { mintSession } from './mint-session.ts'
import { options } from './options.ts'
import { register } from './register.ts'
import { revokeOtherSessions } from './revoke-other-sessions.ts'
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
  revokeOtherSessions: signedIn
    .use(overHttp)
    .output(authRevokeOtherSessions.output)
    .mutation(({ ctx }) => revokeOtherSessions(ctx)),
  twoFactor: signedIn
    .use(overHttp)
    .output(authTwoFactor.output)
    .query(({ ctx }) => getTwoFactor(ctx)),
  enableTwoFactor: signedIn
    .use(overHttp)
    .input(authEnableTwoFactor.input)
    .output(authEnableTwoFactor.output)
    .mutation(({ ctx, input }) => enableTwoFactor(ctx, input)),
  confirmTwoFactor: signedIn
    .use(overHttp)
    .input(authConfirmTwoFactor.input)
    .output(authConfirmTwoFactor.output)
    .mutation(({ ctx, input }) => confirmTwoFactor(ctx, input)),
  disableTwoFactor: signedIn
    .use(overHttp)
    .input(authDisableTwoFactor.input)
    .output(authDisableTwoFactor.output)
    .mutation(({ ctx, input }) => disableTwoFactor(ctx, input)),
  renewRecoveryCodes: signedIn
    .use(overHttp)
    .input(authRenewRecoveryCodes.input)
    .output(authRenewRecoveryCodes.output)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx, input)),
  passkeys: signedIn
    .use(overHttp)
    .output(authPasskeys.output)
    .query(({ ctx }) => listPasskeys(ctx)),
  preparePasskey: signedIn
    .use(overHttp)
    .input(authPreparePasskey.input)
    .output(authPreparePasskey.output)
    .mutation(({ ctx, input }) => preparePasskey(ctx, input)),
  addPasskey: signedIn
    .use(overHttp)
    .input(authAddPasskey.input)
    .output(authAddPasskey.output)
    .mutation(({ ctx, input }) => addPasskey(ctx, input)),
  renamePasskey: signedIn
    .use(overHttp)
    .input(authRenamePasskey.input)
    .output(authRenamePasskey.output)
    .mutation(({ ctx, input }) => renamePasskey(ctx, input)),
  deletePasskey: signedIn
    .use(overHttp)
    .input(authDeletePasskey.input)
    .output(authDeletePasskey.output)
    .mutation(({ ctx, input }) => deletePasskey(ctx, input)),
  preparePasskeyLogin: open
    .use(overHttp)
    .output(authPreparePasskeyLogin.output)
    .mutation(({ ctx }) => preparePasskeyLogin(ctx)),
  loginWithPasskey: open
    .use(overHttp)
    .input(authLoginWithPasskey.input)
    .output(authLoginWithPasskey.output)
    .mutation(({ ctx, input }) => loginWithPasskey(ctx, input)),
})
