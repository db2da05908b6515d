import { describe, expect, it } from 'vitest'
import { AgentFlag } from '../../viewer/protocol/host.ts'
import { AgentBit, AgentTable, TABLE_WIDTH } from '../../viewer/scene/agent-table.ts'
import { COLOUR, COLOUR_COUNT, colourTable, dotDiameter, kindNumber } from '../../viewer/scene/look.ts'
import { THEMES } from '../../viewer/scene/palette.ts'
import { RAMP_STOPS, rampColour, rampStops, rgbOf } from '../../viewer/scene/ramp.ts'
import { aPicture, FIVE_KINDS } from '../kit/a-picture.ts'

describe('the table of agents', () => {
  it('holds place, kind, state and shade of each', () => {
    const table = new AgentTable()
    table.setPolicies(['deceptive', 'honest'])
    table.write({
      count: 4,
      positions: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      policies: Uint8Array.of(0, 1, 1, 9),
      flags: Uint8Array.of(0, AgentFlag.held, AgentFlag.flagged, AgentFlag.departed | AgentFlag.flagged),
      shades: Float32Array.of(0.25, Number.NaN, 1, 0),
      muted: Uint8Array.of(0, 1),
    })
    const rows = [0, 1, 2, 3].map((row) => [...table.data.subarray(4 * row, 4 * row + 4)])
    expect(rows).toEqual([
      [1, 2, 2, 0.25],
      [3, 4, 0 | AgentBit.held | AgentBit.muted | AgentBit.unknown, 0],
      [5, 6, 0 | AgentBit.flagged | AgentBit.muted, 1],
      [7, 8, kindNumber('other') | AgentBit.departed | AgentBit.flagged, 0],
    ])
    expect([...table.flagged.subarray(0, table.flaggedCount)]).toEqual([2])
  })

  it('keeps its room from tick to tick, and grows by whole lines', () => {
    const table = new AgentTable()
    table.setPolicies(FIVE_KINDS)
    table.write(aPicture(3000))
    const { data, height } = table
    expect(data.length % (4 * TABLE_WIDTH)).toBe(0)
    expect(height * TABLE_WIDTH).toBeGreaterThanOrEqual(3000)
    table.write(aPicture(3100))
    table.write(aPicture(10))
    expect(table.data).toBe(data)
    expect(table.count).toBe(10)
    expect(table.flaggedCount).toBeLessThan(10)
  })

  it('sets those outside of the group back, newcomers too, until it is over', () => {
    const table = new AgentTable()
    table.setPolicies(FIVE_KINDS)
    const outside = () =>
      [...Array(table.count).keys()].filter((row) => (table.data[4 * row + 2]! & AgentBit.outside) !== 0)
    table.write(aPicture(6))
    expect(table.emphasise(undefined)).toBe(false)
    expect(table.emphasise(Uint32Array.of(1, 4, 9999))).toBe(true)
    expect(outside()).toEqual([0, 2, 3, 5])
    table.write(aPicture(6))
    expect(outside()).toEqual([0, 2, 3, 5])
    table.emphasise(Uint32Array.of(0))
    table.write(aPicture(5000))
    expect(outside()).toHaveLength(4999)
    expect(table.emphasise(undefined)).toBe(true)
    expect(outside()).toEqual([])
  })
})

describe('looks', () => {
  it('grows dots with the root of the zoom, between a pixel and the distance of neighbours', () => {
    for (let scale = 0.05; scale < 200; scale *= 1.1) {
      const diameter = dotDiameter(scale)
      expect(dotDiameter(scale * 1.1)).toBeGreaterThanOrEqual(diameter)
      expect(diameter).toBeGreaterThanOrEqual(1.25)
      if (scale > 1.4) expect(diameter).toBeLessThan(scale)
    }
    expect(dotDiameter(160) / dotDiameter(40)).toBeCloseTo(2, 6)
  })

  it('puts all colours of a theme into the table', () => {
    for (const theme of ['dark', 'light'] as const) {
      const table = colourTable(theme, 'diverging')
      expect(table).toHaveLength(3 * COLOUR_COUNT)
      const at = (place: number) => [...table.subarray(3 * place, 3 * place + 3)]
      const rounded = (hex: string) => [...Float32Array.from(rgbOf(hex))]
      expect(at(COLOUR.kinds + kindNumber('adversarial'))).toEqual(rounded(THEMES[theme].kinds.adversarial))
      expect(at(COLOUR.held)).toEqual(rounded(THEMES[theme].held))
      expect(at(COLOUR.ramp)).toEqual(rounded('#6882F7'))
      expect(at(COLOUR.ramp + RAMP_STOPS - 1)).toEqual(rounded('#E65C06'))
    }
  })

  it('makes the sequential ramp lighter all the way up, in both themes', () => {
    const lightness = ([red, green, blue]: readonly number[]) =>
      0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
    for (const theme of ['dark', 'light'] as const) {
      const steps = rampStops('sequential', theme).map(lightness)
      expect(steps).toEqual([...steps].sort((a, b) => a - b))
      expect(rampColour('sequential', theme, -3)).toEqual(rampColour('sequential', theme, 0))
      expect(rampColour('sequential', theme, 7)).toEqual(rampColour('sequential', theme, 1))
    }
  })
})
