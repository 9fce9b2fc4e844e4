import type { Fixture, Kind } from './fixture.ts'

// For the tests of who may call what: the type of a row of the matrix, and the verdicts that many rows share.

/**
 * For each role in the order of `roles` (anonymous, outsider, former, member, admin, owner): `ok`, or the reason of
 * the refusal.
 */
export type Verdicts = readonly [string, string, string, string, string, string]

export type Row = {
  /** Makes valid input, with every key that the procedure knows. Missing: the procedure takes no input. */
  input?: (fixture: Fixture) => Record<string, unknown>
  /** Keys that exclude each other. They are tried one at a time, together with `input`. */
  either?: Record<string, unknown>
  /** The same for every channel, or by kind of channel. */
  verdicts: Verdicts | Record<Kind, Verdicts>
  /** Only the server of another application may call it, with a server key: the roles are those of people. */
  serverKey?: true
  /** `{}` is valid input too. */
  allOptional?: true
}
/** Rows by the path of the procedure. */
export type Rows = Record<string, Row>

const ok = 'ok'
const u = 'UNAUTHENTICATED'
const n = 'NOT_FOUND'
const f = 'FORBIDDEN'

export const everybody: Verdicts = [ok, ok, ok, ok, ok, ok]
export const signedIn: Verdicts = [u, ok, ok, ok, ok, ok]
/** What no role in a channel allows, such as the work of the server's admins. */
export const nobody: Verdicts = [u, f, f, f, f, f]
/** What no session allows. */
export const noSession: Verdicts = [u, u, u, u, u, u]
/** For what belongs to one person: to everybody else it seems not to exist. */
export const notFound: Verdicts = [u, n, n, n, n, n]
/** For what only those who manage the channel know: to everybody else it seems not to exist. */
export const managersAlone: Verdicts = [u, n, n, n, ok, ok]

// By kind of channel. Outsiders learn nothing about a group. An open channel can be read by everybody, and must be
// joined for more.
const groupMembers: Verdicts = [u, n, n, ok, ok, ok]
const groupManagers: Verdicts = [u, n, n, f, ok, ok]
const openMembers: Verdicts = [u, f, f, ok, ok, ok]
const openManagers: Verdicts = [u, f, f, f, ok, ok]

export const readers = { group: groupMembers, public: signedIn, announcement: signedIn }
export const members = { group: groupMembers, public: openMembers, announcement: openMembers }
/** For what belongs to members, and is no door into an open channel. */
export const insiders = { group: groupMembers, public: groupMembers, announcement: groupMembers }
/** Who may send. */
export const writers = { group: groupMembers, public: openMembers, announcement: openManagers }
/** All members of a group, but in an open channel only those who manage it. */
export const membersOrManagers = { group: groupMembers, public: openManagers, announcement: openManagers }
export const managers = { group: groupManagers, public: openManagers, announcement: openManagers }
export const owners: Record<Kind, Verdicts> = {
  group: [u, n, n, f, f, ok],
  public: [u, f, f, f, f, ok],
  announcement: [u, f, f, f, f, ok],
}
/** For what only the author of a message may do, when somebody else is the author. */
export const notTheAuthor: Record<Kind, Verdicts> = {
  group: [u, n, n, f, f, f],
  public: nobody,
  announcement: nobody,
}
