import { defineComponent, f32, f64, i8, i32, u16, u32 } from '../engine/columns.ts'

/** Posts that the feed keeps, one a row. When all rows are taken the lowest-ranked post gives way. */
export const Post = defineComponent(
  'Post',
  {
    author: u32({ unit: 'rows', sight: 'public', doc: 'Agent that wrote it.' }),
    sequence: u32({
      unit: 'count',
      sight: 'public',
      doc: 'Running number of the post; newer ones rank first among equals.',
    }),
    votes: i32({ unit: 'count', sight: 'public', doc: 'Up votes less down votes.' }),
    replies: u16({ unit: 'count', sight: 'public', doc: 'Replies.' }),
    rank: u32({
      unit: 'rows',
      sight: 'public',
      doc: 'Ranking, lowest first: a ring of the posts kept, by their rows, from place FeedTotals.lowest on.',
    }),
  },
  { table: 'post' },
)

/** Votes by post row and agent, at row × agent capacity + agent. A ballot counts while it carries the post's stamp. */
export const Ballot = defineComponent(
  'Ballot',
  {
    direction: i8({ unit: 'direction', range: [-1, 1], sight: 'own', doc: 'Vote up or down.' }),
    stamp: u32({
      unit: 'count',
      sight: 'own',
      doc: 'Sequence of the post voted on, plus 1; another one voids the ballot.',
    }),
  },
  { table: 'ballot' },
)

/** Votes by their weights. A mechanism brings this component; where a world has it, the feed ranks by it. */
export const PostScore = defineComponent(
  'PostScore',
  { score: f64({ unit: 'votes', sight: 'public', doc: 'Weights of up votes less those of down votes.' }) },
  { table: 'post' },
)

/** Weights of ballots, at the places of Ballot, in worlds that weigh them. */
export const BallotWeight = defineComponent(
  'BallotWeight',
  {
    weight: f32({
      unit: 'votes',
      range: [0, 1],
      sight: 'own',
      doc: 'Weight with which the ballot counts: a whole number of 2^-20, so that taking it back leaves nothing.',
    }),
  },
  { table: 'ballot' },
)

export const FeedTotals = defineComponent(
  'FeedTotals',
  {
    kept: u32({ unit: 'count', sight: 'public', doc: 'Posts kept.' }),
    lowest: u32({ unit: 'rows', sight: 'public', doc: 'Place of the lowest-ranked post in the ranking.' }),
    made: u32({ unit: 'count', sight: 'public', doc: 'Posts ever made.' }),
    ballots: u32({
      unit: 'count',
      sight: 'public',
      doc: 'Votes of one agent on one post that stand, ever counted once.',
    }),
  },
  { table: 'world' },
)
