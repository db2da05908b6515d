/** Who may read a column: `public` everyone, `own` its own agent, `hidden` no policy at all. */
export type Sight = 'public' | 'own' | 'hidden'

const ARRAYS = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
} as const

export type FieldKind = keyof typeof ARRAYS
export type ColumnArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Int8Array
  | Uint8Array

export interface FieldOptions {
  /** Unit in words: probability, score, money, rows, ticks, count, code, flag. */
  readonly unit: string
  readonly sight: Sight
  readonly doc: string
  /** Closed interval that every live value lies in. */
  readonly range?: readonly [low: number, high: number]
  readonly initial?: number
  /** Values per row; the column then holds rows × width values, row by row. */
  readonly width?: number
}

export interface Field<A extends ColumnArray = ColumnArray> extends FieldOptions {
  readonly kind: FieldKind
  /** Never set: it carries the array's type from a declaration to the code that reads it. */
  readonly array?: A
}

const field =
  <A extends ColumnArray>(kind: FieldKind) =>
  (options: FieldOptions): Field<A> => ({ kind, ...options })

export const f64 = field<Float64Array>('f64')
export const f32 = field<Float32Array>('f32')
export const i32 = field<Int32Array>('i32')
export const u32 = field<Uint32Array>('u32')
export const u16 = field<Uint16Array>('u16')
export const i8 = field<Int8Array>('i8')
export const u8 = field<Uint8Array>('u8')

export type Fields = Readonly<Record<string, Field>>
export type Columns<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer A> ? A : never }

/** Tables that every world has; plugins declare more by name. */
export type CoreTable = 'agent' | 'interaction' | 'chunk' | 'world'

export interface Component<F extends Fields = Fields> {
  readonly name: string
  /** Table whose rows the columns run along. */
  readonly table: string
  readonly fields: F
  /** False for scratch and logs, which a digest leaves out. */
  readonly digested: boolean
  /**
   * Those who declare it in `writes` alone only add to it or append, so that systems that do so need no order among
   * themselves; they then run in name order. Whoever also declares it in `reads` is ordered against them as ever.
   */
  readonly commutes: boolean
}

/**
 * Declares columns once: storage, range checks, exporters, reference pages and legends read this.
 * @param name unique in an app; column paths read `Name.field`
 */
export function defineComponent<const F extends Fields>(
  name: string,
  fields: F,
  options: { table?: string; digested?: boolean; commutes?: boolean } = {},
): Component<F> {
  const { table = 'agent', digested = true, commutes = false } = options
  return { name, table, fields, digested, commutes }
}

export const widthOf = (declared: Field): number => declared.width ?? 1
export const bytesOf = (declared: Field): number =>
  ARRAYS[declared.kind].BYTES_PER_ELEMENT * widthOf(declared)

/** A view of one column inside a world's buffer. */
export function viewColumn(declared: Field, buffer: ArrayBuffer, offset: number, rows: number): ColumnArray {
  return new ARRAYS[declared.kind](buffer, offset, rows * widthOf(declared))
}
