import { glostenMilgromQuote } from '../../formulas/glosten-milgrom.ts'
import { kyleAuction, kyleProfitGivenValue, kyleSequence } from '../../formulas/kyle.ts'
import type { FamilyRunner } from './family.ts'

type KyleCase =
  | { kind: 'single'; sigmaV: number; sigmaU: number; p0: number; v: number; u: number }
  | { kind: 'multi'; sigmaV: number; sigmaU: number; nInsiders: number }
  | { kind: 'sequential'; sigmaV: number; sigmaU: number; nAuctions: number }

function runKyle(input: KyleCase): unknown {
  const { sigmaV, sigmaU } = input
  if (input.kind === 'multi') {
    const { expectedProfit, ...auction } = kyleAuction(sigmaV, sigmaU, input.nInsiders)
    return { ...auction, totalExpectedProfit: expectedProfit }
  }
  if (input.kind === 'sequential') {
    const { variance, ...sequence } = kyleSequence(sigmaV, sigmaU, 1, input.nAuctions)
    return { ...sequence, sigma: variance }
  }
  const auction = kyleAuction(sigmaV, sigmaU)
  const order = auction.beta * (input.v - input.p0)
  return {
    ...auction,
    order,
    price: input.p0 + auction.lambda * (order + input.u),
    expectedProfitGivenV: kyleProfitGivenValue(input.v - input.p0, sigmaV, sigmaU),
  }
}

function runGlostenMilgrom(input: {
  vL: number
  vH: number
  prior: number
  informedShare: number
  uninformedBuyProb: number
  trades: readonly ('buy' | 'sell')[]
}): unknown {
  const terms = {
    low: input.vL,
    high: input.vH,
    informedShare: input.informedShare,
    buyShare: input.uninformedBuyProb,
  }
  let belief = input.prior
  const steps = input.trades.map((trade) => {
    const { ask, bid, spread, buyProbability, afterBuy, afterSale } = glostenMilgromQuote(terms, belief)
    belief = trade === 'buy' ? afterBuy : afterSale
    return { ask, bid, spread, pBuy: buyProbability, posterior: belief }
  })
  return { steps }
}

/** Families of market microstructure. */
export const microstructureFamilies: Record<string, FamilyRunner> = {
  'theory-kyle': runKyle,
  'theory-glosten-milgrom': runGlostenMilgrom,
}
