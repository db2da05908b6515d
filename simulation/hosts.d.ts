/** What every host has and the language does not: all that the core takes from its surroundings, besides `simulation/host.ts`. */
interface ImportMeta {
  url: string
}

declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
}
