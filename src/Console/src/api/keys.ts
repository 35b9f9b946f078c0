/** The names under which answers are kept; whatever changes one names it by these. */
export const keys = {
  me: ['me'],
  customer: ['customer'],
  agents: ['agents'],
  tags: ['tags'],
  cannedReplies: ['canned_replies'],
  /** All lists of conversations. */
  lists: ['conversations'],
  list: (filter: object) => ['conversations', filter],
  /** A conversation, for the lists that have to show it. */
  row: (id: string) => ['row', id],
  conversation: (id: string) => ['conversation', id],
  messages: (id: string) => ['messages', id],
  /** Whether nobody has ever written. */
  isNew: ['is_new'],
  optOut: (id: string) => ['opt_out', id],
  notes: (id: string) => ['notes', id],
  overview: ['overview'],
  activity: (id: string) => ['activity', id],
} as const;
