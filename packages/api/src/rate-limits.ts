import type { RateRule } from '@chime/realtime'
import { networkOf } from './auth/network.ts'
import type { Context } from './context.ts'
import { Refusal } from './errors.ts'

/**
 * How often something may be done. The limits are so high that a person or a busy bot never reaches them, but a loop
 * gone wrong does. `RATE_LIMITS=off` turns them off.
 */
export const rules = {
  /** What each call takes of it is in `cost/costs.ts`. */
  calls: { name: 'calls', points: 600, seconds: 10 },
  anonymousCalls: { name: 'anonymous', points: 300, seconds: 60 },
  send: { name: 'send', points: 200, seconds: 10 },
  /** Edits, deletes, reactions and pins; renaming, roles, joining and leaving. */
  change: { name: 'change', points: 100, seconds: 10 },
  /** Clients save a draft from time to time while the person writes. */
  draft: { name: 'draft', points: 60, seconds: 10 },
  /** A person has to read each report. */
  report: { name: 'report', points: 20, seconds: 600 },
  typing: { name: 'typing', points: 20, seconds: 10 },
  create: { name: 'create', points: 60, seconds: 60 },
  /** Looking at and accepting invites. Codes cannot be guessed, and this keeps anybody from trying. */
  invite: { name: 'invite', points: 30, seconds: 60 },
  upload: { name: 'upload', points: 100, seconds: 60 },
  /** Requests for files, and pieces of uploads. */
  files: { name: 'files', points: 2_000, seconds: 10 },
  search: { name: 'search', points: 60, seconds: 10 },
  /**
   * Requests of link previews to one host: without a limit, links could turn the server into a weapon against it. What
   * exceeds the limit is fetched later.
   */
  pages: { name: 'pages', points: 50, seconds: 10 },
  /**
   * Messages with links by one person: each may make the server fetch and keep a picture. What exceeds the limit is
   * looked at later.
   */
  linksOf: { name: 'links', points: 60, seconds: 60 },
  register: { name: 'register', points: 60, seconds: 600 },
  /**
   * Being told, in one network, that a username or an email is taken. A person needs it a few times. Afterwards nobody
   * registers from there, or the refusal would tell it too.
   */
  registerTaken: { name: 'register-taken', points: 10, seconds: 3_600 },
  /**
   * Guessing the password of one account from one address. Other addresses are not affected, so the owner can still log
   * in.
   */
  loginAccount: { name: 'login-account', points: 20, seconds: 900 },
  /** Guessing the password of one account from many addresses where its owner has not logged in before. */
  loginStrangers: { name: 'login-strangers', points: 100, seconds: 900 },
  /** Trying many accounts from one address. */
  loginAddress: { name: 'login-address', points: 300, seconds: 900 },
  /** Asking for links to set a new password, from one address: for one account, and for all. */
  resetAccount: { name: 'reset-account', points: 5, seconds: 3_600 },
  resetAddress: { name: 'reset-address', points: 30, seconds: 3_600 },
  /**
   * Mails that anybody makes the server send to one address. Those to set a password and those to confirm the address are
   * counted apart: so the owner, who cannot ask for another link now, has got some of that kind that work.
   */
  mailTo: { name: 'mail-to', points: 15, seconds: 3_600 },
  /** Mails that one person who is signed in asks for. */
  mailBy: { name: 'mail-by', points: 10, seconds: 3_600 },
  /** Trying links of mails from one address. None can be guessed; this stops a loop. */
  link: { name: 'link', points: 30, seconds: 60 },
  /** A program needs one in ten minutes for each of its sessions. */
  accessToken: { name: 'access-token', points: 60, seconds: 60 },
  /** Guessing the password of the account in which one is signed in. */
  ownPassword: { name: 'own-password', points: 20, seconds: 900 },
  /**
   * Trying codes of an authenticator app, from where the owner has logged in before or from anywhere else. A guess is
   * right three times in a million, and 50 a day would take years. `twoFactorDay` bounds what `twoFactorCode` lets through.
   */
  twoFactorCode: { name: 'two-factor', points: 10, seconds: 900 },
  twoFactorDay: { name: 'two-factor-day', points: 50, seconds: 86_400 },
  /** Asking what to sign, from one address. Each answer is a row for some minutes. */
  passkeyLogin: { name: 'passkey-login', points: 60, seconds: 60 },
  /** All calls with one server key. Each may be a sign-in of another user, at the busiest hour of a large application. */
  serverKey: { name: 'server-key', points: 3_000, seconds: 10 },
  /** Wrong server keys from one address. None can be guessed; this stops a loop that goes on trying a revoked one. */
  wrongServerKey: { name: 'wrong-server-key', points: 30, seconds: 60 },
  /** Requests of profile pictures to one host. What exceeds the limit is fetched later. */
  avatars: { name: 'avatars', points: 200, seconds: 10 },
} satisfies Record<string, RateRule>

/**
 * Counts one use of `rule` for `key`, or what it costs in `points`. With 0 it counts nothing, and refuses whoever has
 * been refused.
 *
 * @throws Refusal `RATE_LIMITED` with `retryAfterMs`
 */
export async function limit(ctx: Pick<Context, 'services'>, rule: RateRule, key: string, points = 1): Promise<void> {
  const refused = await ctx.services.rateLimits.take(rule, key, points)
  if (refused) {
    const seconds = Math.ceil(refused.retryAfterMs / 1_000)
    throw new Refusal('RATE_LIMITED', `Too often; try again in ${seconds} s`, refused)
  }
}

/** Counts a call against the limit of all calls: by user, or by address before sign-in. */
export const limitCalls = (ctx: Context, points = 1) =>
  ctx.actor
    ? limit(ctx, rules.calls, ctx.actor.userId, points)
    : limit(ctx, rules.anonymousCalls, networkOf(ctx.address), points)
