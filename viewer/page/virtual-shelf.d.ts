declare module 'virtual:shelf' {
  const entries: readonly (import('../app/shelf.ts').ShelfItem & {
    load(): Promise<{ readonly default: import('../../simulation/scenario.ts').ScenarioInput }>
  })[]
  export default entries
}

declare module '*?worker' {
  const make: new () => Worker
  export default make
}

declare module '*?worker&inline' {
  const make: new () => Worker
  export default make
}

declare module '*.css?inline' {
  const text: string
  export default text
}
