/**
 * Adapter of one family of golden vectors: takes a case's `in` and returns what the project's own code makes of it, in
 * the shape of the case's `out`. `output` is that expected result, only for telling which optional parts are asked for.
 * Cases are JSON, so each adapter names the shape it reads.
 */
// biome-ignore lint/suspicious/noExplicitAny: a case's shape belongs to its family; adapters annotate their own
export type FamilyRunner = (input: any, output: any) => unknown
