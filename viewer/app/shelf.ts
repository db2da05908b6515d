import type { ScenarioInput } from '../../simulation/scenario.ts'

/** A scenario that a person can choose by name. */
export interface ShelfItem {
  readonly name: string
  /** The question that it asks. */
  readonly question: string
  readonly agents: number
  readonly epochs: number
}

/** What opens an item: the text of its file, or the scenario itself. */
export type ShelfContent = { readonly text: string } | { readonly scenario: ScenarioInput }

export interface Shelf {
  readonly items: readonly ShelfItem[]
  read(name: string): Promise<ShelfContent>
}

export const EMPTY_SHELF: Shelf = {
  items: [],
  read: (name) => Promise.reject(new Error(`there is no scenario ${name} here`)),
}
