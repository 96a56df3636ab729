// What this phone knows: of a day and a shift, what the server said last, what waits here and what was refused; and of
// the receipts. Reads the state and changes nothing.
const Known = (state, employer, { word, number }) => {
  const STANDS = ['ok', 'duplicate']
  const SHOWN = 20
  const DAY = 86_400_000

  // The server's clock as far as this phone knows it: an estimate to be shown, never what decides.
  const now = () => Date.now() - state.ahead
  const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: state.data.time_zone }).format(now())
  const nextDay = (on) => new Date(Date.parse(`${on}T00:00Z`) + DAY).toISOString().slice(0, 10)

  const dayOf = (on) => state.data.days.find((day) => day.on === on)
  const shiftOf = (on, shift) => dayOf(on)?.shifts.find((one) => one.id === shift)
  const isOpen = (shift) => now() <= Date.parse(shift.register_until) || now() <= Date.parse(shift.cancel_until)
  const daysOffered = () => state.data.days.filter((day) => day.on >= today() || day.shifts.some(isOpen))
  const isHere = ({ operation }) => operation.employer === employer && operation.on === state.on && operation.shift === state.shift
  const nameOf = (id) => state.data?.workers.find((worker) => worker.id === id)?.name ?? number.format(id)
  const told = ({ operation, answer }) => operation.workers.map(
    (id) => answer.workers.find((one) => one.worker === id) ?? { worker: id, outcome: answer.outcome, sentence: answer.sentence },
  )

  // For each worker: registered by what the server said last, what waits on this phone, and what was refused.
  function standing() {
    const found = new Map(state.data.workers.map(({ id }) => [id, { registered: false, waits: '', refused: '' }]))
    const of = (id) => found.get(id) ?? {}
    shiftOf(state.on, state.shift)?.registered.forEach((id) => { of(id).registered = true })
    for (const entry of state.answers.filter(isHere)) {
      for (const one of told(entry)) {
        const stands = STANDS.includes(one.outcome)
        of(one.worker).refused = stands ? '' : one.sentence || word(one.outcome)
        of(one.worker).refusedKind = entry.operation.kind
        if (stands && entry.answered_at > state.fetchedAt) of(one.worker).registered = entry.operation.kind === 'register'
      }
    }
    for (const { operation } of state.queue.filter(isHere)) {
      operation.workers.forEach((id) => Object.assign(of(id), { waits: operation.kind, refused: '' }))
    }
    // Registered meanwhile by another way: why it was once refused is over.
    found.forEach((one) => { if (one.registered && one.refusedKind === 'register') one.refused = '' })
    return found
  }

  function lastCrew() {
    const earlier = state.data.days.filter((day) => day.on < state.on && day.shifts.some((shift) => shift.registered.length))
    return earlier.length ? earlier.at(-1).shifts.flatMap((shift) => shift.registered) : state.data.last_crew
  }

  // The answers to what was pressed here, then the receipts that this person was given elsewhere; the newest first.
  function answersShown() {
    const here = state.answers.filter(({ operation }) => operation.employer === employer).map((entry) => {
      const each = told(entry)
      const refused = each.filter((one) => !STANDS.includes(one.outcome))
      return {
        kind: entry.operation.kind, on: entry.operation.on, outcome: entry.answer.outcome, asked: each.length,
        standing: each.length - refused.length, number: entry.answer.receipt, at: entry.answer.received_at, pressed: entry.operation.pressed_at,
        why: refused.length < each.length ? refused.map((one) => `${nameOf(one.worker)}: ${one.sentence || word(one.outcome)}`) : [entry.answer.sentence || refused[0].sentence],
        answeredAt: entry.answered_at,
      }
    })
    const numbers = new Map(state.data.receipts.map((receipt) => [receipt.number, receipt.id]))
    const others = state.data.receipts.filter((receipt) => !here.some((one) => one.number === receipt.number)).map((receipt) => ({
      ...receipt, at: receipt.received_at, pressed: '', why: [receipt.sentence], answeredAt: Date.parse(receipt.received_at),
    }))
    return [...here, ...others].sort((one, other) => other.answeredAt - one.answeredAt).slice(0, SHOWN).map((one) => ({ ...one, id: numbers.get(one.number) }))
  }

  return { now, today, nextDay, dayOf, shiftOf, daysOffered, nameOf, standing, lastCrew, answersShown }
}
