import { defineComponent, f64, u32 } from '../engine/columns.ts'

export const Ledger = defineComponent('Ledger', {
  totalPayoff: f64({
    unit: 'payoff',
    sight: 'own',
    doc: 'Sum of payoffs of accepted interactions, in either role.',
  }),
  offLedgerPayoff: f64({
    unit: 'payoff',
    sight: 'own',
    doc: 'Sum of payoffs of gated interactions, which official metrics leave out.',
  }),
})

/** Counts of finished interactions. Declined and gated ones are rejected in metrics. */
export const Record = defineComponent('Record', {
  initiated: u32({ unit: 'count', sight: 'own', doc: 'Finished as initiator, any outcome.' }),
  accepted: u32({ unit: 'count', sight: 'own', doc: 'Accepted as initiator.' }),
  declined: u32({ unit: 'count', sight: 'own', doc: 'Declined as initiator.' }),
  gated: u32({ unit: 'count', sight: 'own', doc: 'Gated as initiator.' }),
  received: u32({ unit: 'count', sight: 'own', doc: 'Finished as counterparty, any outcome.' }),
  receivedAccepted: u32({ unit: 'count', sight: 'own', doc: 'Accepted as counterparty.' }),
  initiatedSumP: f64({
    unit: 'probability',
    sight: 'own',
    doc: 'Sum of p over accepted interactions initiated.',
  }),
  rejectedSumP: f64({
    unit: 'probability',
    sight: 'own',
    doc: 'Sum of p over rejected interactions initiated, declined or gated.',
  }),
  receivedSumP: f64({
    unit: 'probability',
    sight: 'own',
    doc: 'Sum of p over finished interactions received, any outcome.',
  }),
})
