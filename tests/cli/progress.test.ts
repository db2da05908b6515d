import { describe, expect, it } from 'vitest'
import { Exit, explain } from '../../cli/exit.ts'
import { ProgressDisplay } from '../../cli/progress.ts'
import { InternalError, UserError } from '../../engine/errors.ts'

function display(stream: { isTTY: boolean; columns?: number }, quiet = false) {
  const written: string[] = []
  let now = 0
  const progress = new ProgressDisplay({ ...stream, write: (text) => written.push(text) }, quiet, () => now)
  progress.start()
  return {
    written,
    progress,
    at(milliseconds: number, tick: number, ticks = 1000) {
      now = milliseconds
      progress.update({ tick, ticks, interactions: tick * 5000 })
    },
  }
}

describe('progress', () => {
  it('is a bar with rates and time left on a terminal, redrawn at most ten times a second', () => {
    const { written, at, progress } = display({ isTTY: true, columns: 120 })
    for (let ms = 0; ms <= 1000; ms += 10) at(ms, ms / 2)
    expect(written).toHaveLength(10)
    const bar = written.at(-1)!.replace('\r\u001b[2K', '')
    expect(bar).toMatch(/^\[#+-+\] 50% tick 500\/1000 500 ticks\/s 2\.50M interactions\/s 0:01 left$/)
    expect(bar.length).toBeLessThan(80)
    progress.clear()
    expect(written.at(-1)).toBe('\r\u001b[2K')
    progress.clear()
    expect(written).toHaveLength(11)
  })

  it.each([20, 40, 79, 80, 200])('fits a terminal of %i columns', (columns) => {
    const { written, at } = display({ isTTY: true, columns })
    at(7_200_000, 4_000_000_000, 4_294_967_295)
    const bar = written[0]!.replace('\r\u001b[2K', '')
    expect(bar.length).toBeLessThan(Math.min(80, columns))
  })

  it('is a line every five seconds elsewhere', () => {
    const { written, at } = display({ isTTY: false })
    for (let ms = 0; ms <= 12_000; ms += 100) at(ms, ms / 100)
    expect(written).toHaveLength(2)
    expect(written[0]).toMatch(/^5% tick 50\/1000 .* left\n$/)
    expect(written.join('')).not.toContain('\u001b')
  })

  it('is silent when quiet', () => {
    const { written, at, progress } = display({ isTTY: true }, true)
    at(10_000, 5)
    progress.clear()
    expect(written).toEqual([])
  })
})

describe('exit statuses', () => {
  const said = (thrown: unknown) => {
    let text = ''
    const status = explain(thrown, (piece) => {
      text += piece
    })
    return { status, text }
  }

  it('tell faults of ours from those of a person', () => {
    expect(said(new UserError('agents', 'too many'))).toEqual({
      status: Exit.badInput,
      text: 'error: agents: too many\n',
    })
    const place = { seed: 's', tick: 7, system: 'audit' }
    const fault = said(new InternalError('plugin core failed: oops', place, new TypeError('oops')))
    expect(fault.status).toBe(Exit.internalFault)
    expect(fault.text).toMatch(/system audit, tick 7, seed s/)
    expect(fault.text).toContain('TypeError: oops')
    expect(fault.text).toContain('report')
  })
})
