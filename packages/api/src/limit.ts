import type { RateRule } from '@chime/realtime'
import type { Context } from './context.ts'
import { Refusal } from './errors.ts'

/**
 * How often things may be done. Sized so that a person, or a busy bot, never meets them, and a loop gone wrong does.
 * `RATE_LIMITS=off` turns them off.
 */
export const rules = {
  calls: { name: 'calls', points: 600, seconds: 10 },
  anonymousCalls: { name: 'anonymous', points: 300, seconds: 60 },
  send: { name: 'send', points: 200, seconds: 10 },
  /** Edits, deletes, reactions, pins; names, roles, coming and going. */
  change: { name: 'change', points: 100, seconds: 10 },
  /** What is being written, as it is kept from time to time. */
  draft: { name: 'draft', points: 60, seconds: 10 },
  /** Each is read by a person. */
  report: { name: 'report', points: 20, seconds: 600 },
  typing: { name: 'typing', points: 20, seconds: 10 },
  create: { name: 'create', points: 60, seconds: 60 },
  /** Looking at invites and taking them: codes cannot be guessed, and nobody is to try. */
  invite: { name: 'invite', points: 30, seconds: 60 },
  upload: { name: 'upload', points: 100, seconds: 60 },
  /** Requests for files, and pieces of uploads. */
  files: { name: 'files', points: 2_000, seconds: 10 },
  search: { name: 'search', points: 60, seconds: 10 },
  /** Of one host, by link previews: links must not make the server a weapon. What is over is asked later. */
  pages: { name: 'pages', points: 50, seconds: 10 },
  /** Messages with links by one person: each may bring a picture that is kept. What is over is looked at later. */
  linksOf: { name: 'links', points: 60, seconds: 60 },
  register: { name: 'register', points: 60, seconds: 600 },
  /** Guessing one account from one address. Others' addresses stay free, so the victim still gets in. */
  loginAccount: { name: 'login-account', points: 20, seconds: 900 },
  /** Spraying many accounts from one address. */
  loginAddress: { name: 'login-address', points: 300, seconds: 900 },
} satisfies Record<string, RateRule>

/** @throws Refusal `RATE_LIMITED` with `retryAfterMs` */
export async function limit(ctx: Pick<Context, 'services'>, rule: RateRule, key: string): Promise<void> {
  const refused = await ctx.services.rateLimits.take(rule, key)
  if (refused) {
    const seconds = Math.ceil(refused.retryAfterMs / 1_000)
    throw new Refusal('RATE_LIMITED', `Too often; try again in ${seconds} s`, refused)
  }
}

/** The limit that every call counts against. */
export const limitCalls = (ctx: Context) =>
  ctx.actor ? limit(ctx, rules.calls, ctx.actor.userId) : limit(ctx, rules.anonymousCalls, ctx.address)
