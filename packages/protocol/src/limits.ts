/**
 * Every size limit of the wire, in one place. Server and clients read the same numbers, so a form can refuse
 * what the server would refuse. Characters are UTF-16 code units, as `String.length` counts them.
 */
export const limits = {
  usernameMin: 3,
  usernameMax: 50,
  emailMax: 100,
  fullNameMax: 100,
  statusTextMax: 200,
  /** Bytes of UTF-8: refused before hashing, so a huge password costs nothing. */
  passwordBytesMin: 10,
  passwordBytesMax: 256,
  contentMax: 8_000,
  /** People mentioned by name in one message; further ones are not called. */
  mentionsMax: 50,
  /** Different emoji on one message, and characters of one. */
  reactionsMax: 20,
  emojiMax: 32,
  /** Of each emoji, the ids of the first who reacted with it. */
  reactionUsersMax: 50,
  /** What an edited message said before; of more, the oldest are forgotten. */
  versionsMax: 50,
  metadataKeys: 16,
  metadataKeyMax: 64,
  metadataValueMax: 512,
  attachmentsMax: 10,
  attachmentBytesMax: 25 * 1024 * 1024,
  /** Of one person, uploaded or announced and not sent. */
  unsentFilesMax: 100,
  unsentBytesMax: 500 * 1024 * 1024,
  fileNameMax: 255,
  fileTypeMax: 255,
  /** Of a picture, before it is decoded: a small file may unpack to gigabytes. */
  imagePixelsMax: 64_000_000,
  emojiBytesMax: 256 * 1024,
  avatarBytesMax: 5 * 1024 * 1024,
  pollOptionsMax: 10,
  pollTextMax: 300,
  pollVotersMax: 50,
  /** Links of one message that are looked at. */
  previewsMax: 3,
  inviteCodeMax: 64,
  inviteUsesMax: 10_000,
  invitesPerChannelMax: 100,
  slowModeSecondsMax: 6 * 60 * 60,
  noticePeopleMax: 10,
  receiptMembersMax: 50,
  /** Waiting messages and reminders of one person, and how far ahead they may lie. */
  scheduledMax: 100,
  remindersMax: 500,
  scheduleDaysMax: 366,
  draftsMax: 500,
  reportReasonMax: 1_000,
  blocksMax: 1_000,
  customEmojiMax: 1_000,
  channelNameMax: 100,
  descriptionMax: 1_000,
  searchQueryMax: 300,
  searchCursorMax: 400,
  pageMax: 100,
  pageDefault: 50,
  /** `users.get`, `presence.get`, `presence.subscribe`. */
  idsMax: 100,
  /** `members.add`, `channels.create.memberIds`. */
  membersAddMax: 1_000,
  /** `events.subscribe.channelIds` */
  streamChannelsMax: 1_000,
  /** More than this many changes since a revision: the client is told to list again. */
  changesMax: 500,
  /** `mentions` counts up to here. */
  mentionsCountedMax: 100,
  /** `hello` lists at most this many channels in one part. */
  helloChannels: 1_000,
  frameBytesMax: 1024 * 1024,
  /** Before it has shown credentials, a socket may say only this much. */
  anonymousFrameBytesMax: 64 * 1024,
  batchCallsMax: 100,
  subscriptionsPerSocketMax: 20,
  socketsPerUserMax: 20,
  typingMs: 6_000,
} as const
