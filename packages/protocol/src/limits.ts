import { clientLimits } from './client-limits.ts'

/**
 * All size limits of the API in one place. Server and clients read the same numbers, so that a form can refuse what the
 * server would refuse. Characters are UTF-16 code units, as `String.length` counts them.
 */
export const limits = {
  ...clientLimits,
  usernameMin: 3,
  usernameMax: 50,
  emailMax: 100,
  fullNameMax: 100,
  statusTextMax: 200,
  /** Bytes of UTF-8. Checked before hashing, so that a huge password costs nothing. */
  passwordBytesMin: 10,
  passwordBytesMax: 256,
  /** The secret of a link that comes by mail. */
  linkTokenMax: 100,
  /** What is typed beside a password; a recovery code with its dashes has 19 characters. */
  twoFactorCodeMax: 20,
  passkeysMax: 20,
  passkeyNameMax: 60,
  /**
   * Characters of base64url in what authenticators answer. An id has 1,023 bytes at most; the others are larger than any
   * device makes them, with keys that withstand quantum computers.
   */
  credentialIdMax: 1_364,
  clientDataMax: 4_096,
  attestationMax: 16_384,
  authenticatorDataMax: 4_096,
  signatureMax: 8_192,
  /** People mentioned by name in one message. Further names are not treated as mentions. */
  mentionsMax: 50,
  /** Different emoji on one message (`reactionsMax`), and characters of one emoji (`emojiMax`). */
  reactionsMax: 20,
  emojiMax: 32,
  /** Former versions that are kept of an edited message. The oldest are dropped first. */
  versionsMax: 50,
  metadataKeys: 16,
  metadataKeyMax: 64,
  metadataValueMax: 512,
  attachmentsMax: 10,
  attachmentBytesMax: 25 * 1024 * 1024,
  /** Files of one person that were announced or uploaded and not sent yet. */
  unsentFilesMax: 100,
  unsentBytesMax: 500 * 1024 * 1024,
  fileNameMax: 255,
  fileTypeMax: 255,
  /** Checked before a picture is decoded, because a small file may unpack to gigabytes. */
  imagePixelsMax: 64_000_000,
  emojiBytesMax: 256 * 1024,
  avatarBytesMax: 5 * 1024 * 1024,
  /** `auth.mintSession`: the id that a user has in another application, and the address of their picture there. */
  externalIdMax: 200,
  avatarUrlMax: 2_000,
  /** Sessions that `auth.mintSession` has made for one user. One more ends the one that was used longest ago. */
  mintedSessionsMax: 100,
  serverKeyNameMax: 100,
  /** Characters of an access token; they have some 500. */
  accessTokenMax: 2_000,
  pollOptionsMax: 10,
  pollTextMax: 300,
  /** Links of one message that get a preview. */
  previewsMax: 3,
  inviteCodeMax: 64,
  inviteUsesMax: 10_000,
  invitesPerChannelMax: 100,
  /** Invitations by one person that wait for an answer, and how many `members.invitations` and `members.invited` list. */
  invitationsMax: 100,
  slowModeSecondsMax: 6 * 60 * 60,
  noticePeopleMax: 10,
  receiptMembersMax: 50,
  /**
   * How many scheduled messages (of how many bytes together) and reminders of one person may wait, and how many days
   * ahead they may lie.
   */
  scheduledMax: 100,
  scheduledBytesMax: 1024 * 1024,
  remindersMax: 500,
  /** Messages that one person has saved at a time. */
  savedMax: 1_000,
  savedCursorMax: 20,
  scheduleDaysMax: 366,
  /** Drafts of one person, and bytes of them together. */
  draftsMax: 500,
  draftsBytesMax: 1024 * 1024,
  reportReasonMax: 1_000,
  blocksMax: 1_000,
  customEmojiMax: 1_000,
  /** What people may not write, and exceptions: every node keeps all of them in memory. */
  filtersMax: 500,
  filterPatternMax: 100,
  /** The token of the link that makes the first admin. */
  adminTokenMax: 64,
  /** User groups of the server, and members of one of them. */
  groupsMax: 200,
  groupMembersMax: 200,
  groupNameMax: 100,
  groupDescriptionMax: 300,
  /** Groups that one message calls. Further ones call nobody. */
  groupMentionsMax: 5,
  /** In a thread, a group with more members calls only those of them who follow it. */
  groupThreadMax: 100,
  channelNameMax: 100,
  descriptionMax: 1_000,
  searchQueryMax: 300,
  searchCursorMax: 400,
  pageDefault: 50,
  /** `members.add`, `channels.create.memberIds`. */
  membersAddMax: 1_000,
  /** `events.subscribe.channelIds` */
  streamChannelsMax: 1_000,
  /** After more changes than this since a revision, `changes` answers `reset` and the client loads the list again. */
  changesMax: 500,
  /** Channels in one part of `hello`; more channels come in further parts. */
  helloChannels: 1_000,
  /** The largest frame on a socket that has not signed in yet. */
  anonymousFrameBytesMax: 64 * 1024,
  socketsPerUserMax: 20,
} as const
