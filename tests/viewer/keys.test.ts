import { describe, expect, it } from 'vitest'
import { type Command, commandOf, type Focus, KEY_GROUPS } from '../../viewer/interact/keys.ts'

const press = (key: string, focus: Focus = 'page', shiftKey = false) => commandOf({ key, shiftKey }, focus)

describe('keys', () => {
  it.each<[string, Command]>([
    [' ', { do: 'toggle' }],
    ['.', { do: 'step', ticks: 1 }],
    ['ArrowLeft', { do: 'seekBy', ticks: -1 }],
    ['ArrowRight', { do: 'seekBy', ticks: 1 }],
    ['Home', { do: 'seekTo', place: 'first' }],
    ['End', { do: 'seekTo', place: 'latest' }],
    ['1', { do: 'colour', place: 0 }],
    ['6', { do: 'colour', place: 5 }],
    ['g', { do: 'layout', kind: 'groups' }],
    ['r', { do: 'layout', kind: 'grid' }],
    ['s', { do: 'layout', kind: 'scatter' }],
    ['n', { do: 'layout', kind: 'network' }],
    ['0', { do: 'fit' }],
    ['/', { do: 'search' }],
    ['b', { do: 'branch' }],
    ['t', { do: 'sheet', sheet: 'table' }],
    ['?', { do: 'sheet', sheet: 'help' }],
    ['Escape', { do: 'close' }],
  ])('%j on the page', (key, command) => {
    expect(press(key)).toEqual(command)
  })

  it('seeks by ten ticks with shift', () => {
    expect(press('ArrowLeft', 'page', true)).toEqual({ do: 'seekBy', ticks: -10 })
    expect(press('ArrowRight', 'page', true)).toEqual({ do: 'seekBy', ticks: 10 })
  })

  it('zooms in and out by factors that undo each other', () => {
    const [inwards, outwards] = [press('+'), press('-')] as const
    expect(inwards).toMatchObject({ do: 'zoom' })
    expect((inwards as { factor: number }).factor * (outwards as { factor: number }).factor).toBeCloseTo(
      1,
      12,
    )
    expect(press('=')).toEqual(inwards)
  })

  it('pans with arrows where the canvas has the focus, and seeks elsewhere', () => {
    expect(press('ArrowUp', 'canvas')).toEqual({ do: 'pan', x: 0, y: 48 })
    expect(press('ArrowRight', 'canvas')).toEqual({ do: 'pan', x: -48, y: 0 })
    expect(press('ArrowRight', 'canvas', true)).toEqual({ do: 'pan', x: -192, y: 0 })
    expect(press('ArrowUp')).toBeUndefined()
  })

  it('takes letters whether or not caps lock is on', () => {
    expect(press('G')).toEqual(press('g'))
    expect(press('T', 'page', true)).toEqual(press('t'))
  })

  it('leaves a text field everything but Escape', () => {
    for (const key of [' ', 'g', '1', '/', '?', 'ArrowLeft', 'Home'])
      expect(press(key, 'text')).toBeUndefined()
    expect(press('Escape', 'text')).toEqual({ do: 'close' })
  })

  it('leaves a button or slider what it needs', () => {
    for (const key of [' ', 'Enter', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])
      expect(press(key, 'control')).toBeUndefined()
    expect(press('g', 'control')).toEqual({ do: 'layout', kind: 'groups' })
  })

  it('leaves a dialog and the browser alone', () => {
    for (const key of [' ', 'g', 'Escape']) expect(press(key, 'dialog')).toBeUndefined()
    for (const held of ['ctrlKey', 'metaKey', 'altKey'])
      expect(commandOf({ key: 's', [held]: true }, 'page')).toBeUndefined()
  })

  it('leaves unknown keys alone', () => {
    for (const key of ['7', '9', 'q', 'F5', 'Tab', 'Enter', 'Shift', 'toString'])
      expect(press(key)).toBeUndefined()
  })

  it('names every letter key in the help', () => {
    const named = KEY_GROUPS.flatMap(({ keys }) => keys.flatMap(([each]) => each))
    for (const key of ['.', 'b', 'g', 's', 'r', 'n', '0', '+', '/', 't', '?', 'Esc', 'Space', 'Home', 'End'])
      expect(named).toContain(key)
  })
})
