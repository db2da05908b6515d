import type { PolicyKind } from '../protocol/host.ts'

export type ThemeName = 'dark' | 'light'

/** Colours of one theme, as `#rrggbb`. */
export interface Theme {
  readonly kinds: Readonly<Record<PolicyKind, string>>
  readonly held: string
  readonly background: string
  readonly panel: string
  readonly line: string
  readonly text: string
  readonly muted: string
  readonly accent: string
  readonly danger: string
}

/** Shapes beside colours, so that kinds differ without them. */
export const SHAPES = {
  honest: 'disc',
  opportunistic: 'square',
  deceptive: 'diamond',
  adversarial: 'triangle',
  adaptive: 'cross',
  other: 'ring',
} as const satisfies Record<PolicyKind, string>

/**
 * Chosen by machine search for people of all kinds of colour vision: the smallest OKLab distance between any two of the six
 * under normal, protan, deutan and tritan vision (Machado 2009) is 14.8 (dark) and 15.0 (light) hundredths.
 */
export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    kinds: {
      honest: '#6EE8FE',
      opportunistic: '#FCDC8F',
      deceptive: '#6882F7',
      adversarial: '#E65C06',
      adaptive: '#D48DAA',
      other: '#E7ECF2',
    },
    held: '#5B6675',
    background: '#0E1116',
    panel: '#151A21',
    line: '#28313C',
    text: '#E7ECF2',
    muted: '#95A1B0',
    accent: '#6EE8FE',
    danger: '#FF7A59',
  },
  light: {
    kinds: {
      honest: '#18737F',
      opportunistic: '#CC8822',
      deceptive: '#282E91',
      adversarial: '#B83507',
      adaptive: '#6B182F',
      other: '#171B21',
    },
    held: '#9AA3AF',
    background: '#FAFAF7',
    panel: '#FFFFFF',
    line: '#DEE1DC',
    text: '#171B21',
    muted: '#5C6672',
    accent: '#18737F',
    danger: '#B83507',
  },
}
