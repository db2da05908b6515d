/** A report as plain data: what stands where, with nothing left to compute. `renderReport` makes the page of it. */
export interface Report {
  /** What the report is about, in a word or two over the title: `Run` or `Sweep`. */
  readonly kind: string
  readonly title: string
  readonly lead: string
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
}

export interface Fact {
  readonly term: string
  readonly value: string
  /** Set in figures of one width: digests, seeds, versions. */
  readonly code?: boolean
}

/** A chapter of a report. One without blocks is left out. */
export interface Section {
  /** Of the heading's address within the page: a word in lower case. */
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly blocks: readonly Block[]
}

export type Block =
  | Tiles
  | { readonly kind: 'charts'; readonly charts: readonly LineChart[] }
  | Forest
  | Bars
  | HeatMap
  | Table
  | Prose
  | Listing

/** Figures to take in at a glance. */
export interface Tiles {
  readonly kind: 'tiles'
  readonly tiles: readonly { readonly label: string; readonly value: string; readonly note?: string }[]
}

/** How something is drawn: a policy's own colour and sign, or the next of five; `control` is grey. */
export type Ink = 0 | 1 | 2 | 3 | 4 | 'control'

/** A metric over time: a line an arm, with a band around it where there is one. */
export interface LineChart {
  readonly title: string
  readonly unit: string
  readonly about: string
  /** What `x` counts. */
  readonly xTitle: string
  readonly x: readonly number[]
  readonly lines: readonly {
    readonly name: string
    readonly ink: Ink
    /** As many as `x`; null where there is no value. */
    readonly values: readonly (number | null)[]
    readonly low?: readonly (number | null)[]
    readonly high?: readonly (number | null)[]
  }[]
  /** What bands show, such as `95% interval of the mean`. */
  readonly band?: string
  /** Moments that the text below explains, by their letters. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[]
}

/** Effects with intervals, one row each. Those that do not exist are null. */
export interface Forest {
  readonly kind: 'forest'
  readonly title: string
  readonly about: string
  readonly unit: string
  /** Names of the columns: of what has an effect, of the effect, of its interval. */
  readonly headings: readonly [name: string, effect: string, interval: string]
  readonly rows: readonly {
    readonly name: string
    readonly effect: number | null
    readonly low: number | null
    readonly high: number | null
    /** Further cells of the table, by heading. */
    readonly more?: Readonly<Record<string, string>>
  }[]
}

/** Horizontal bars from zero, a few a row, with whiskers where there are intervals. */
export interface Bars {
  readonly kind: 'bars'
  readonly title: string
  readonly about: string
  readonly nameHeading: string
  readonly measures: readonly string[]
  readonly rows: readonly {
    readonly name: string
    /** As many as measures. */
    readonly values: readonly Estimate[]
  }[]
}

export interface Estimate {
  readonly value: number | null
  readonly low?: number | null
  readonly high?: number | null
}

/** One metric over two parameters. */
export interface HeatMap {
  readonly kind: 'heatMap'
  readonly title: string
  readonly about: string
  readonly unit: string
  readonly xTitle: string
  readonly yTitle: string
  /** Values along the axes, in the order of the picture; as text, since parameters need not be numbers. */
  readonly x: readonly string[]
  readonly y: readonly string[]
  /** Rows by `y`, from its first value; null where nothing was run. */
  readonly values: readonly (readonly (number | null)[])[]
  /** Places of a line, in steps of the axes: 0 is the middle of the first cell, 1 that of the second. */
  readonly frontier?: {
    readonly name: string
    readonly points: readonly { readonly x: number; readonly y: number }[]
  }
}

export interface Table {
  readonly kind: 'table'
  readonly title: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly TableCell[])[]
  /** Folded away until asked for. */
  readonly folded?: boolean
  readonly note?: string
}

export interface TableColumn {
  readonly heading: string
  readonly kind: 'text' | 'number' | 'code'
}

export type TableCell =
  | string
  | number
  | null
  | { readonly verdict: boolean; readonly text: string }
  /** A small curve. */
  | { readonly curve: readonly (number | null)[] }

export interface Prose {
  readonly kind: 'prose'
  readonly title?: string
  /** Paragraphs with their depth: deeper ones are items of a list. */
  readonly paragraphs: readonly Paragraph[]
  readonly folded?: boolean
}

export type Paragraph = readonly [depth: number, text: string]

/** Text as it is, such as JSON. */
export interface Listing {
  readonly kind: 'listing'
  readonly title: string
  readonly text: string
  readonly folded?: boolean
}
